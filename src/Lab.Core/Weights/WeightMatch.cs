namespace Lab.Weights;

/// <summary>One load: every entry is judged before any is copied, so that a file that does not fit changes nothing.</summary>
internal sealed class WeightMatch
{
    // Files older than PyTorch 0.4.1 do not count batches, and PyTorch does not ask them to.
    private const string BatchCount = ".num_batches_tracked";

    private const string Advice =
        "Build the model as it was when the file was written, or take other weights (options such as --model, --backbone and --pretrained, where the experiment has them).";

    private const string Partly = " In code, WeightLoading.IsStrict = false loads what fits.";

    private readonly WeightFile _file;
    private readonly WeightLoading _loading;
    private readonly Dictionary<string, Tensor> _state;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, Tensor> _adapted = new(StringComparer.Ordinal);
    private readonly List<string> _fitting = [];
    private readonly List<WeightDifference> _reshaped = [];
    private readonly List<WeightDifference> _replaced = [];
    private readonly List<WeightDifference> _missing = [];
    private readonly List<WeightDifference> _unexpected = [];
    private readonly List<WeightDifference> _misfits = [];

    public WeightMatch(torch.nn.Module module, WeightFile file, WeightLoading loading)
    {
        (_file, _loading) = (file, loading);
        _state = module.state_dict();
        _names = WeightNames.Match(file, _state, loading);
    }

    public WeightReport Load()
    {
        foreach (var name in _state.Keys.Concat(_names.Keys.Where(name => !_state.ContainsKey(name))))
        {
            Judge(name);
        }

        ReplaceWholePart();
        var report = new WeightReport
        {
            Source = _file.Path,
            Loaded = _fitting,
            Reshaped = _reshaped,
            Replaced = _replaced,
            Missing = _missing,
            Unexpected = _unexpected,
            Misfits = _misfits,
            ReplacedPart = _loading.Replaceable?.Name,
        };
        if ((_loading.IsStrict && !report.IsComplete) || (_fitting.Count == 0 && _state.Count > 0))
        {
            throw new UnfitWeightsException($"{_file.Path} does not fit the model: {Verdict()}. {report.Problems}. {Advice}{(_fitting.Count > 0 ? Partly : string.Empty)}");
        }

        foreach (var name in _fitting)
        {
            if (_adapted.TryGetValue(name, out var value))
            {
                _state[name].copy_(value);
            }
            else
            {
                _file.CopyTo(_names[name], _state[name]);
            }
        }

        return report;
    }

    private void Judge(string name)
    {
        var inModule = _state.GetValueOrDefault(name);
        var inFile = _names.TryGetValue(name, out var theirs) ? _file.Entries[theirs] : null;
        if (inFile is null)
        {
            if (!name.EndsWith(BatchCount, StringComparison.Ordinal))
            {
                Differ(_missing, name, inFile, inModule);
            }
        }
        else if (inModule is null)
        {
            Differ(_unexpected, name, inFile, inModule);
        }
        else if (!WeightFile.Converts(inFile.Type, inModule.dtype) || !(inFile.Shape.SequenceEqual(inModule.shape) || IsAdapted(name, theirs!, inFile, inModule)))
        {
            Differ(_misfits, name, inFile, inModule);
        }
        else
        {
            _fitting.Add(name);
        }
    }

    private void Differ(List<WeightDifference> differences, string name, WeightEntry? inFile, Tensor? inModule) =>
        (_loading.Replaceable?.Holds(name) == true ? _replaced : differences).Add(Describe(name, inFile, inModule));

    private bool IsAdapted(string name, string theirs, WeightEntry inFile, Tensor inModule)
    {
        if (_loading.Adapt is null || _loading.Replaceable?.Holds(name) == true)
        {
            return false;
        }

        var adapted = _loading.Adapt(name, _file.Read(theirs));
        if (!adapted.shape.SequenceEqual(inModule.shape))
        {
            return false;
        }

        _adapted.Add(name, adapted);
        _reshaped.Add(Describe(name, inFile, inModule));
        return true;
    }

    // Half a classifier is none.
    private void ReplaceWholePart()
    {
        if (_replaced.Count == 0)
        {
            return;
        }

        foreach (var name in _fitting.Where(_loading.Replaceable!.Holds).ToList())
        {
            _fitting.Remove(name);
            _replaced.Add(Describe(name, _file.Entries[_names[name]], _state[name]));
        }
    }

    // Told before any entry: a list of names says it to few.
    private string Verdict() => _fitting.Count == 0
        ? "not one entry has a place in it, so these are weights of another network, or under other names"
        : $"{_fitting.Count} of its {_state.Count} entries can take the file's values, so {(_fitting.Count * 2 < _state.Count
            ? "these most likely are weights of another architecture"
            : "the model most likely was built with other options when the file was written")}";

    private static WeightDifference Describe(string name, WeightEntry? inFile, Tensor? inModule) => new(
        name,
        inFile is null ? null : $"{inFile.Type} [{string.Join(", ", inFile.Shape)}]",
        inModule is null ? null : $"{inModule.dtype} [{string.Join(", ", inModule.shape)}]");
}
