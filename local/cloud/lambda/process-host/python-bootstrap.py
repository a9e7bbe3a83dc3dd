"""Runs a Python function: loads the handler and exchanges events over the Lambda Runtime API.

Runs inside the execution environment, so it imports nothing but Python's own library. Errors, log
lines and the context have the form that Lambda's own client gives them.
"""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
PREFIX = "/2018-06-01/runtime"
TASK_ROOT = os.environ["LAMBDA_TASK_ROOT"]
HANDLER = os.environ["_HANDLER"]


class RuntimeFailure(Exception):
    """A failure that has a name of Lambda's, such as Runtime.HandlerNotFound."""

    def __init__(self, error_type, message):
        super().__init__(message)
        self.error_type = error_type


class RuntimeApi:
    """One connection to the Runtime API, kept open."""

    def __init__(self):
        # No timeout: an environment may wait for its next event for long.
        self._connection = http.client.HTTPConnection(API)

    def call(self, method, path, body=None, headers=None):
        self._connection.request(method, PREFIX + path, body, headers or {})
        response = self._connection.getresponse()
        return response.headers, response.read()


class ClientContext:
    """The client context of an invocation, by attributes."""

    def __init__(self, fields):
        self.client = fields.get("client")
        self.custom = fields.get("custom")
        self.env = fields.get("env")


class Context:
    """What a handler gets as its second argument."""

    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
    memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
    log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
    identity = None

    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        client_context = headers.get("lambda-runtime-client-context")
        self.client_context = client_context and ClientContext(json.loads(client_context))
        self._deadline_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))


class LogHandler(logging.Handler):
    """Writes log records as Lambda does: as text, or as JSON where the function asks for it."""

    def __init__(self):
        super().__init__()
        self.request_id = ""
        self._is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
        self._formatter = logging.Formatter()

    def emit(self, record):
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        message = record.getMessage()
        if self._is_json:
            line = {
                "timestamp": seconds + "Z",
                "level": record.levelname,
                "message": message,
                "logger": record.name,
                "requestId": self.request_id,
            }
            if record.exc_info:
                line["stackTrace"] = self._formatter.formatException(record.exc_info).split("\n")
            print(json.dumps(line))
            return
        if record.exc_info:
            message += "\n" + self._formatter.formatException(record.exc_info)
        stamp = "%s.%03dZ" % (seconds, record.msecs)
        print("[%s]\t%s\t%s\t%s" % (record.levelname, stamp, self.request_id, message))


def load_handler():
    try:
        module_name, handler_name = HANDLER.rsplit(".", 1)
    except ValueError as error:
        raise RuntimeFailure(
            "Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (HANDLER, error)
        ) from None
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFailure(
            "Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error)
        ) from None
    except SyntaxError as error:
        raise RuntimeFailure(
            "Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error)
        ) from None
    handler = getattr(module, handler_name, None)
    if handler is None:
        raise RuntimeFailure(
            "Runtime.HandlerNotFound",
            "Handler '%s' missing on module '%s'" % (handler_name, module_name),
        )
    return handler


def describe(error, request_id):
    """The error as Lambda sends it. The frames of this file are left out of the stack."""
    if isinstance(error, RuntimeFailure):
        return {
            "errorMessage": str(error),
            "errorType": error.error_type,
            "requestId": request_id,
            "stackTrace": [],
        }
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and "importlib" not in frame.filename
    ]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }


def post_error(api, path, error, request_id):
    description = describe(error, request_id)
    text = "[ERROR] %s: %s" % (description["errorType"], description["errorMessage"])
    if description["stackTrace"]:
        text += "\nTraceback (most recent call last):\n" + "".join(description["stackTrace"])
    print(text.rstrip("\n"))
    api.call(
        "POST",
        path,
        json.dumps(description),
        {
            "content-type": "application/json",
            "lambda-runtime-function-error-type": description["errorType"],
        },
    )


def run_event(api, handler, headers, body):
    context = Context(headers)
    path = "/invocation/%s" % context.aws_request_id
    try:
        result = handler(json.loads(body), context)
        try:
            text = json.dumps(result, ensure_ascii=False).encode("utf-8")
        except (TypeError, ValueError) as error:
            raise RuntimeFailure(
                "Runtime.MarshalError", "Unable to marshal response: %s" % error
            ) from None
    except Exception as error:
        post_error(api, path + "/error", error, context.aws_request_id)
        return
    api.call("POST", path + "/response", text, {"content-type": "application/json"})


def main():
    log_handler = LogHandler()
    logging.getLogger().addHandler(log_handler)
    sys.path[0] = TASK_ROOT
    api = RuntimeApi()
    try:
        handler = load_handler()
    except Exception as error:
        post_error(api, "/init/error", error, "")
        sys.exit(1)
    while True:
        try:
            headers, body = api.call("GET", "/invocation/next")
        except (OSError, http.client.HTTPException):
            # A Runtime API that is gone means that the environment is to end.
            return
        log_handler.request_id = headers["lambda-runtime-aws-request-id"]
        run_event(api, handler, headers, body)


main()
