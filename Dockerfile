# The command `pooling` with the locked packages, and CmdStan built:
#   docker build --tag pooling .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/study" pooling run my.yaml
FROM python:3.13-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ make \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /source
COPY requirements.lock.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock.txt

COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm -rf /source/*

# For any user: whoever runs it writes in /study alone.
ENV HOME=/opt/pooling
RUN mkdir "$HOME" \
    && python -c "from pooling.sampling import toolchain; toolchain.ensure(None, 2)" \
    && ln -s "$HOME"/.cmdstan/cmdstan-* /opt/cmdstan
ENV CMDSTAN=/opt/cmdstan

WORKDIR /study
ENTRYPOINT ["pooling"]
CMD ["--help"]
