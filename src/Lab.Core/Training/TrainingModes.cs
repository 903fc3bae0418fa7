namespace Lab.Training;

/// <summary>Switches a model to training or evaluation and, when disposed of, every module of it back to the mode it had.</summary>
internal sealed class TrainingModes : IDisposable
{
    private readonly (torch.nn.Module Module, bool Training)[] _modes;

    public TrainingModes(torch.nn.Module model, bool training)
    {
        // Parents come before children, so that each child's own mode is put back last.
        _modes = [.. model.modules().Prepend(model).Select(module => (module, module.training))];
        model.train(training);
    }

    public void Dispose()
    {
        foreach (var (module, training) in _modes)
        {
            module.train(training);
        }
    }
}
