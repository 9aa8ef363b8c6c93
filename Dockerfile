# The book with JupyterLab, for docker and for Binder (mybinder.org), whose rules
# for a Dockerfile it keeps; internal/dockerlint checks them.
#
# The base images are named by version. Who builds an image for others names
# them by digest, which never changes, and renews it with the version:
#   docker buildx imagetools inspect golang:1.27.4-bookworm --format '{{.Manifest.Digest}}'
#   docker build --build-arg GO_IMAGE=golang@sha256:… --build-arg PYTHON_IMAGE=python@sha256:… .
ARG GO_IMAGE=golang:1.27.4-bookworm
ARG PYTHON_IMAGE=python:3.12.12-slim-bookworm

FROM ${GO_IMAGE} AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /usr/local/bin/dlfs ./cmd/dlfs

FROM ${PYTHON_IMAGE}
COPY deploy/requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir -r /tmp/requirements.txt

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
# Outside of the container the port is for the loopback interface alone: see
# README. The token that Jupyter prints stays on, and what kernels and server
# say to each other is encrypted.
CMD ["jupyter", "lab", "--ip", "0.0.0.0", "--no-browser", "--KernelManager.transport_encryption=auto"]
