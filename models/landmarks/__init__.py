"""MediaPipe's face networks, turned from TensorFlow Lite into ONNX files that the engine runs."""
