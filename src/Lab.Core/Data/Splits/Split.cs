using System.Security.Cryptography;
using System.Text;

namespace Lab;

/// <summary>
/// Which part of a data set each sample belongs to, by the samples' names (<see cref="Dataset{TSample}.Describe"/>): training, validation and test, or folds of which one at a time
/// validates. Made by <see cref="HoldOut"/> and <see cref="KFold"/>, frozen in a file by <see cref="Write"/>, read back by <see cref="Read"/>.
/// </summary>
/// <remarks>
/// A split is a function of the seed and of the samples' groups, names and labels; the order of the samples does not matter. Samples of one name stay together whatever the method.
/// Groups are given out one by one, the largest first, each to the part where it least raises the sum, over classes and parts, of count squared / (share * class total).
/// </remarks>
public sealed class Split
{
    internal const int TrainPart = 0;
    internal const int ValidationPart = -1;
    internal const int TestPart = -2;

    private const int Named = 3;

    private readonly IReadOnlyDictionary<string, int> _parts;
    private readonly string? _file;
    private string? _hash;

    internal Split(IReadOnlyDictionary<string, int> parts, SplitMethod? method, long? seed, string? file = null)
    {
        _parts = parts;
        _file = file;
        (Method, Seed) = (method, seed);
        Folds = parts.Values.DefaultIfEmpty(0).Max();
    }

    /// <summary>How many folds there are; 0 for a hold-out.</summary>
    public int Folds { get; }

    /// <summary>How many names the split knows.</summary>
    public int Count => _parts.Count;

    /// <summary>How it was made, if that is known.</summary>
    public SplitMethod? Method { get; }

    /// <summary>The seed it was made with, if that is known.</summary>
    public long? Seed { get; }

    /// <summary>32 hexadecimal digits, a hash (SHA-256) of every name and its part: two splits with the same hash are the same.</summary>
    public string Hash => _hash ??= HashOf(_parts);

    /// <summary>The parts by name.</summary>
    internal IReadOnlyDictionary<string, int> Parts => _parts;

    /// <summary>Holds out a part for validation, and one for the test if that is wished.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="validationShare">The part held out for validation, as a share of the samples, from 0 to below 1; 0 only where there is a test part.</param>
    /// <param name="seed">Another seed gives another split.</param>
    /// <param name="method">What it takes care of.</param>
    /// <param name="testShare">The part held out for the test; none by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of range, or nothing is left to train on.</exception>
    /// <exception cref="LabException">The data set has fewer groups (or samples, where groups do not count) than parts.</exception>
    public static Split HoldOut<TSample>(
        Dataset<TSample> dataset, double validationShare, long seed = 0, SplitMethod method = SplitMethod.StratifiedGrouped, double testShare = 0)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(testShare is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "The share of the test lies between 0 and 1, without 1.");
        }

        if (!(validationShare >= 0 && validationShare + testShare is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationShare), validationShare, FormattableString.Invariant($"What is held out ({testShare} for the test and this share for validation) lies between 0 and 1, without both."));
        }

        return Assign(dataset, [(TrainPart, 1 - validationShare - testShare), (ValidationPart, validationShare), (TestPart, testShare)], seed, method);
    }

    /// <summary>Cuts a data set into folds of about equal size, each of which serves once as validation.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="folds">How many folds, at least 2.</param>
    /// <param name="seed">Another seed gives other folds.</param>
    /// <param name="method">What it takes care of.</param>
    /// <param name="testShare">A part that is in no fold but held out for the test; none by default.</param>
    /// <inheritdoc cref="HoldOut" path="/exception"/>
    public static Split KFold<TSample>(Dataset<TSample> dataset, int folds, long seed = 0, SplitMethod method = SplitMethod.StratifiedGrouped, double testShare = 0)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (!(testShare is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "The share of the test lies between 0 and 1, without 1.");
        }

        return Assign(dataset, [.. Enumerable.Range(1, folds).Select(fold => (fold, (1 - testShare) / folds)), (TestPart, testShare)], seed, method);
    }

    /// <summary>Reads a split that <see cref="Write"/> has frozen, or that was written by hand.</summary>
    /// <exception cref="LabValidationException">The file is missing or malformed, or its hash is not that of its contents.</exception>
    public static Split Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SplitFile.Read(path);
    }

    /// <summary>Freezes the split in a file: JSON, a line per sample.</summary>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SplitFile.Write(this, path);
    }

    /// <summary>The parts of a data set, each in its order.</summary>
    /// <param name="dataset">The samples; the split must know every one of them, and no others.</param>
    /// <param name="fold">Which fold validates, from 1 to <see cref="Folds"/>; ignored by a hold-out.</param>
    /// <returns>Training and validation data, and test data if the split has a test part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fold.</exception>
    /// <exception cref="LabValidationException">The split was made from other samples: some are missing, new or renamed.</exception>
    public DataSplits<TSample> Apply<TSample>(Dataset<TSample> dataset, int fold = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (Folds > 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(fold, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(fold, Folds);
        }

        var (train, validation, test) = (new List<int>(), new List<int>(), new List<int>());
        var seen = new HashSet<string>(_parts.Count, StringComparer.Ordinal);
        var unknown = new List<string>();
        for (var index = 0; index < dataset.Count; index++)
        {
            var name = dataset.Describe(index);
            if (!_parts.TryGetValue(name, out var part))
            {
                unknown.Add(name);
                continue;
            }

            seen.Add(name);
            (part == TestPart ? test : part == ValidationPart || (part > 0 && part == fold) ? validation : train).Add(index);
        }

        if (unknown.Count > 0 || seen.Count < _parts.Count)
        {
            throw new LabValidationException([Misfit(dataset.Count, unknown, [.. _parts.Keys.Where(name => !seen.Contains(name)).Order(StringComparer.Ordinal)])]);
        }

        return new DataSplits<TSample>
        {
            Train = new Subset<TSample>(dataset, train),
            Validation = new Subset<TSample>(dataset, validation),
            Test = test.Count > 0 ? new Subset<TSample>(dataset, test) : null,
        };
    }

    private static Split Assign<TSample>(Dataset<TSample> dataset, IEnumerable<(int Part, double Share)> parts, long seed, SplitMethod method)
    {
        var wanted = parts.Where(part => part.Share > 0).ToArray();
        var assigned = GroupAssignment.Assign(dataset, Array.ConvertAll(wanted, part => part.Share), method, seed);
        var names = new Dictionary<string, int>(dataset.Count, StringComparer.Ordinal);
        for (var index = 0; index < dataset.Count; index++)
        {
            var (name, part) = (dataset.Describe(index), wanted[assigned[index]].Part);
            if (!names.TryAdd(name, part) && names[name] != part)
            {
                throw new LabException($"Two samples named '{name}' have different groups, which the split puts into different parts: give every sample a name of its own in Describe.");
            }
        }

        return new Split(names, method, seed);
    }

    private static string HashOf(IReadOnlyDictionary<string, int> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, part) in parts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\t{SplitFile.NameOf(part)}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private string Misfit(int count, List<string> unknown, string[] missing)
    {
        var faults = new List<string>();
        if (missing.Length > 0)
        {
            faults.Add($"{missing.Length} of its {Count} samples are not in the data ({Some(missing)})");
        }

        if (unknown.Count > 0)
        {
            faults.Add($"{unknown.Count} of the data's {count} samples are not in it ({Some(unknown)})");
        }

        var renamed = faults.Count == 2 ? " A file that was renamed or moved counts as both." : string.Empty;
        return $"The split {_file ?? "in memory"} does not fit the data: {string.Join(", and ", faults)}.{renamed} Use the data that it was made from, or make a new split (leave out --split).";
    }

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(Named).Select(name => $"'{name}'")) + (names.Count > Named ? ", ..." : string.Empty);
}
