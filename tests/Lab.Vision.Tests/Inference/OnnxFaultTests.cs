namespace Lab.Vision.Tests.Inference;

public sealed class OnnxFaultTests
{
    [Test]
    public void A_native_library_that_does_not_load_is_told_with_what_to_do()
    {
        var loader = new DllNotFoundException("Unable to load shared library 'onnxruntime' or one of its dependencies.\n/app/libonnxruntime.so: cannot open shared object file");
        foreach (var failure in new Exception[] { new TypeInitializationException("Microsoft.ML.OnnxRuntime.NativeMethods", loader), loader, new BadImageFormatException("wrong processor"), new EntryPointNotFoundException("OrtGetApiBase") })
        {
            var explained = OnnxFault.Explain(failure, "a.bundle.safetensors")!;

            Assert.That(explained.InnerException, Is.SameAs(failure));
            Assert.That(explained.Message, Does.StartWith("a.bundle.safetensors cannot be computed by ONNX Runtime").And.Contains("package Microsoft.ML.OnnxRuntime in the version").And.Contains("PredictorEngine.Torch"));
            Assert.That(explained.Message, Does.Contain(failure.GetBaseException().Message.Split('\n')[0].TrimEnd('.')).And.Not.Contains("\n"));
        }
    }

    [Test]
    public void What_is_no_fault_of_library_or_model_is_left_as_it_is() => Assert.That(OnnxFault.Explain(new TimeoutException(), "a"), Is.Null);

    [Test]
    public void A_model_that_the_runtime_does_not_take_is_named()
    {
        var failure = Assert.Catch(() => new Microsoft.ML.OnnxRuntime.InferenceSession([1, 2, 3]).Dispose());

        Assert.That(OnnxFault.Explain(failure, "a.bundle.safetensors")!.Message, Does.StartWith("a.bundle.safetensors cannot be computed by ONNX Runtime").And.Contains("PredictorEngine.Torch"));
    }
}
