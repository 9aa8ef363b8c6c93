# The book with JupyterLab, for docker and for Binder (mybinder.org), whose rules
# for a Dockerfile it keeps; internal/dockerlint checks them.
FROM golang:1.27.4-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /usr/local/bin/dlfs ./cmd/dlfs

FROM python:3.12.12-slim-bookworm
RUN pip install --no-cache-dir notebook==7.4.7 jupyterlab==4.4.10

# The kernel, outside of the home folder, which Binder may replace.
COPY --from=build /usr/local/bin/dlfs /usr/local/bin/dlfs
RUN dlfs install --prefix /usr/local

ARG NB_USER=jovyan
ARG NB_UID=1000
ENV USER=${NB_USER} NB_UID=${NB_UID} HOME=/home/${NB_USER}
RUN adduser --disabled-password --gecos "Default user" --uid ${NB_UID} ${NB_USER}

COPY notebooks ${HOME}/notebooks
RUN chown -R ${NB_UID} ${HOME}
USER ${NB_USER}
WORKDIR ${HOME}
EXPOSE 8888
CMD ["jupyter", "lab", "--ip", "0.0.0.0", "--no-browser"]
