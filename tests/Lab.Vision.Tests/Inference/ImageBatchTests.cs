namespace Lab.Vision.Tests.Inference;

public sealed class ImageBatchTests
{
    private static readonly ImagePreprocessing Preprocessing = new(2, 1) { Normalization = new ImageNormalization([0, 0, 0], [1, 0.5f, 0.25f]) };

    [Test]
    public void Images_lie_one_after_the_other_whatever_parts_they_come_in()
    {
        using var batch = new ImageBatch(Preprocessing, [new byte[] { 0, 255, 0, 255, 0, 255, 255, 0, 255, 0, 255, 0 }, new ArraySegment<byte>([9, 51, 51, 51, 51, 51, 51, 9], 1, 6)]);
        var bytes = new byte[18];

        batch.CopyTo(bytes);

        Assert.That(batch.Shape, Is.EqualTo(new[] { 3, 3, 1, 2 }));
        Assert.That(bytes, Is.EqualTo(new byte[] { 0, 255, 0, 255, 0, 255, 255, 0, 255, 0, 255, 0, 51, 51, 51, 51, 51, 51 }));
        Assert.That(batch.Normalized.ToArray(), Is.EqualTo(new[] { 0, 1, 0, 2, 0, 4, 1, 0, 2, 0, 4, 0, 0.2f, 0.2f, 0.4f, 0.4f, 0.8f, 0.8f }).Within(1e-6));
    }

    [Test]
    public void What_was_normalised_is_normalised_anew_once_it_is_mirrored()
    {
        using var batch = new ImageBatch(Preprocessing, [new byte[] { 0, 255, 0, 255, 255, 0 }]);
        var before = batch.Normalized.ToArray();

        batch.Mirror();

        Assert.That(before, Is.EqualTo(new[] { 0, 1, 0, 2, 4, 0 }).Within(1e-6));
        Assert.That(batch.Normalized.ToArray(), Is.EqualTo(new[] { 1, 0, 2, 0, 0, 4 }).Within(1e-6));
    }
}
