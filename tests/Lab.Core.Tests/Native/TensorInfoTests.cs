using Lab.Native;

namespace Lab.Tests.Native;

public sealed class TensorInfoTests
{
    [Test]
    public void Contiguous_transposed_channels_last_scalar_and_empty_tensors_are_dense()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var tensor in new[] { torch.ones(2, 3), torch.ones(2, 3).t(), MemoryFormats.ToChannelsLast(torch.ones(2, 3, 4, 5)), torch.tensor(1f), torch.ones(0, 3), torch.ones(1, 3, 1) })
        {
            Assert.That(new TensorInfo(tensor).IsDense(), Is.True, $"[{string.Join(",", tensor.shape)}]");
        }
    }

    [Test]
    public void Row_major_is_what_torch_calls_contiguous()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var tensor in new[]
        {
            torch.ones(2, 3), torch.ones(2, 3).t(), MemoryFormats.ToChannelsLast(torch.ones(2, 3, 4, 5)), MemoryFormats.ToChannelsLast(torch.ones(2, 3, 1, 1)), torch.tensor(1f), torch.ones(0, 3).t(),
            torch.ones(1, 3).expand(4, 3), torch.ones(1, 3).t(), torch.ones(4, 4).slice(1, 0, 2, 1), torch.ones(4, 4).slice(0, 1, 3, 1),
        })
        {
            Assert.That(new TensorInfo(tensor).IsRowMajor(), Is.EqualTo(tensor.is_contiguous()), $"[{string.Join(",", tensor.shape)}] strides [{string.Join(",", tensor.stride())}]");
        }
    }

    [Test]
    public void Expanded_and_sliced_tensors_are_not_dense()
    {
        using var scope = torch.NewDisposeScope();
        using var columns = torch.ones(4, 4).slice(1, 0, 2, 1);
        using var expanded = torch.ones(1, 3).expand(4, 3);

        Assert.That(new TensorInfo(columns).IsDense(), Is.False);
        Assert.That(new TensorInfo(expanded).IsDense(), Is.False);
    }

    [Test]
    public void Shapes_strides_and_types_are_told_apart()
    {
        using var scope = torch.NewDisposeScope();
        var plain = new TensorInfo(torch.ones(3, 3));

        Assert.That(plain.SameShape(new TensorInfo(torch.ones(3, 3).t())), Is.True);
        Assert.That(plain.SameStrides(new TensorInfo(torch.ones(3, 3).t())), Is.False);
        Assert.That(plain.SameShape(new TensorInfo(torch.ones(3, 4))), Is.False);
        Assert.That(plain.SameTypeAndDevice(new TensorInfo(torch.ones(1))), Is.True);
        Assert.That(plain.SameTypeAndDevice(new TensorInfo(torch.ones(1, dtype: torch.ScalarType.Float64))), Is.False);
    }
}
