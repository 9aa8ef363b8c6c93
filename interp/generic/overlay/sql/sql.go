// Package sql has the methods of the generic type of database/sql.
package sql

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
)

// Null_Scan is the method Scan of Null.
func Null_Scan[T any](n *sql.Null[T], value any) error {
	*n = sql.Null[T]{}
	if value == nil {
		return nil
	}
	n.Valid = true
	return assign(reflect.ValueOf(&n.V).Elem(), value)
}

// Null_Value is the method Value of Null.
func Null_Value[T any](n sql.Null[T]) (driver.Value, error) {
	if !n.Valid {
		return nil, nil
	}
	v := any(n.V)
	if valuer, ok := v.(driver.Valuer); ok {
		return valuer.Value()
	}
	return v, nil
}

// assign converts src as a Scan of the standard types does.
func assign(dst reflect.Value, src any) error {
	if s, ok := dst.Addr().Interface().(sql.Scanner); ok {
		return s.Scan(src)
	}
	if v := reflect.ValueOf(src); v.Type().AssignableTo(dst.Type()) {
		dst.Set(v)
		return nil
	}
	var got reflect.Value
	var err error
	switch k := dst.Kind(); {
	case dst.Type() == reflect.TypeFor[time.Time]():
		var n sql.NullTime
		err = n.Scan(src)
		got = reflect.ValueOf(n.Time)
	case k == reflect.String:
		var n sql.NullString
		err = n.Scan(src)
		got = reflect.ValueOf(n.String)
	case k >= reflect.Int && k <= reflect.Uint64:
		var n sql.NullInt64
		err = n.Scan(src)
		got = reflect.ValueOf(n.Int64)
	case k == reflect.Float32 || k == reflect.Float64:
		var n sql.NullFloat64
		err = n.Scan(src)
		got = reflect.ValueOf(n.Float64)
	case k == reflect.Bool:
		var n sql.NullBool
		err = n.Scan(src)
		got = reflect.ValueOf(n.Bool)
	default:
		return fmt.Errorf("sql: unsupported Scan, storing %T into %s", src, dst.Type())
	}
	if err == nil {
		dst.Set(got.Convert(dst.Type()))
	}
	return err
}
