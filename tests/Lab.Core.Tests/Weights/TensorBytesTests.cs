using CsCheck;
using Lab.Weights;
using static TorchSharp.torch;

namespace Lab.Tests.Weights;

public sealed class TensorBytesTests
{
    private static readonly ScalarType[] Types = [float32, uint8, int64, bfloat16];

    [Test]
    public void Pieces_of_any_size_are_the_tensor_in_order() => Gen.Select(Gen.Int[0, 3].Select(i => Types[i]), Gen.Int[0, 40], Gen.Int[1, 64]).Sample(
        (type, count, pieceSize) =>
        {
            using var scope = NewDisposeScope();
            var tensor = arange(count + 3).to(type)[3..];
            var seen = new List<byte>();
            var largest = 0;
            TensorBytes.Visit(
                tensor,
                piece =>
                {
                    seen.AddRange(piece.ToArray());
                    largest = Math.Max(largest, piece.Length);
                },
                pieceSize);
            return seen.SequenceEqual(tensor.bytes.ToArray()) && largest <= Math.Max(pieceSize, (int)tensor.element_size());
        },
        iter: 200,
        threads: 1);

    [Test]
    public void Writing_into_pieces_writes_into_the_tensor()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros([3, 5], ScalarType.Byte);
        var next = (byte)0;
        TensorBytes.Visit(
            tensor,
            piece =>
            {
                foreach (ref var value in piece)
                {
                    value = next++;
                }
            },
            pieceSize: 4);

        Assert.That(tensor.bytes.ToArray(), Is.EqualTo(Enumerable.Range(0, 15).Select(value => (byte)value)));
    }
}
