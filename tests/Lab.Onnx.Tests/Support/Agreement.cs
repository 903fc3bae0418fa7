namespace Lab.Onnx.Tests.Support;

/// <summary>How far an exported file may be from its model.</summary>
internal static class Agreement
{
    public const double Tolerance = 1e-4;

    /// <summary>Asserts that numbers are those of a tensor, to a share of the tensor's largest.</summary>
    public static void Check(float[] numbers, Tensor wanted, string what, double tolerance = Tolerance)
    {
        using var scope = torch.NewDisposeScope();
        var expected = wanted.detach().contiguous().data<float>().ToArray();
        Assert.That(numbers, Has.Length.EqualTo(expected.Length), what);
        var largest = expected.Max(Math.Abs);
        Assert.That(largest, Is.GreaterThan(0), $"{what}: a model that gives zeros proves nothing");
        var difference = numbers.Zip(expected, (a, b) => Math.Abs(a - b)).Max() / largest;
        TestContext.Out.WriteLine($"{what}: {difference:0.0e0}");
        Assert.That(difference, Is.LessThan(tolerance), what);
    }
}
