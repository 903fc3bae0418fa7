namespace Lab.Training;

/// <summary>
/// Undoes what forward passes do to the buffers of modules, such as BatchNorm's running statistics: keeps a copy of each and puts it back when disposed of, unless it was released.
/// </summary>
internal sealed class KeptBuffers : IDisposable
{
    private readonly (Tensor Buffer, Tensor Copy)[] _kept;
    private bool _released;

    public KeptBuffers(params IEnumerable<torch.nn.Module> modules) =>
        _kept = [.. modules.SelectMany(module => module.named_buffers()).Select(pair => (pair.buffer, pair.buffer.clone()))];

    /// <summary>Lets the buffers stay as the passes have left them.</summary>
    public void Release() => _released = true;

    public void Dispose()
    {
        using var noGradient = torch.no_grad();
        foreach (var (buffer, copy) in _kept)
        {
            if (!_released)
            {
                buffer.copy_(copy);
            }

            copy.Dispose();
        }
    }
}
