package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

func main() {
	fmt.Println(strings.CutLast("a/b/c", "/"))
	r := rand.New(rand.NewPCG(1, 2))
	fmt.Println(r.N(10), r.N(int64(1000)), r.N(uint8(9)), r.N(time.Hour) < time.Hour)
	pick := r.N[int32]
	fmt.Println(pick(100))
}
