namespace Lab.Onnx.Tests.Exporting;

public sealed class OnnxDimensionTests
{
    [Test]
    public void A_size_is_a_number_or_a_symbol_times_a_number()
    {
        OnnxDimension known = 6;
        var windows = OnnxDimension.Batch * 4;

        Assert.Multiple(() =>
        {
            Assert.That((known * 2).Size, Is.EqualTo(12));
            Assert.That(windows.Size, Is.Null);
            Assert.That(windows.ToString(), Is.EqualTo("4*batch"));
            Assert.That(OnnxDimension.Batch, Is.EqualTo(OnnxDimension.Named("batch")));
            Assert.That(() => windows.Known("Cutting"), Throws.TypeOf<LabException>().With.Message.Contains("Cutting needs a size that is known at export, not '4*batch'"));
            Assert.That(() => (OnnxDimension)(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void Reshaping_keeps_the_number_of_elements()
    {
        using var model = torch.nn.Identity();
        var x = new OnnxGraph(model).Input("x", torch.ScalarType.Float32, OnnxDimension.Batch, 8, 6);

        Assert.Multiple(() =>
        {
            Assert.That(x.Reshape(OnnxDimension.Batch * 4, 2, 6).Shape, Is.EqualTo(new[] { OnnxDimension.Batch * 4, 2, 6 }));
            Assert.That(() => x.Reshape(OnnxDimension.Batch, 8, 5), Throws.TypeOf<LabException>().With.Message.Contains("[batch, 8, 6]"));
            Assert.That(() => x.Reshape(48), Throws.TypeOf<LabException>());
            Assert.That(() => x + x.Graph.Constant(1, torch.ScalarType.Int64), Throws.TypeOf<LabException>().With.Message.Contains("cast one of them"));
            Assert.That(() => x.Transpose(0, 1), Throws.ArgumentException);
            Assert.That(() => x.Select(3, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }
}
