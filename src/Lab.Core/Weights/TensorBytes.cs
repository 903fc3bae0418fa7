namespace Lab.Weights;

/// <summary>The bytes of a tensor, in pieces, since a span ends at 2 GiB.</summary>
internal static class TensorBytes
{
    /// <summary>Bytes of a piece at most.</summary>
    public const int PieceSize = 1 << 30;

    /// <summary>What is done with a piece.</summary>
    public delegate void Use(Span<byte> piece);

    /// <summary>Walks the bytes of a contiguous tensor on the CPU, in order. Writing into a piece writes into the tensor.</summary>
    public static void Visit(Tensor tensor, Use use, int pieceSize = PieceSize)
    {
        var elements = tensor.numel();
        var step = Math.Max(1, pieceSize / tensor.element_size());
        if (elements <= step)
        {
            if (elements > 0)
            {
                use(tensor.bytes);
            }

            return;
        }

        using var scope = torch.NewDisposeScope();
        var flat = tensor.view(-1);
        for (var start = 0L; start < elements; start += step)
        {
            using var piece = flat.narrow(0, start, Math.Min(step, elements - start));
            use(piece.bytes);
        }
    }
}
