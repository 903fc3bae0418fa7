using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lab.Metrics;

/// <summary>
/// How often each class was taken for each: whole numbers, so that any order of samples, batches and merges gives the same bits. Most numbers that judge a classifier
/// follow from them; they are in <see cref="ConfusionStatistics"/>.
/// </summary>
public sealed class ConfusionCounts
{
    private readonly long[] _counts;

    /// <summary>No samples yet.</summary>
    /// <param name="classCount">How many classes there are, at least 1.</param>
    public ConfusionCounts(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ClassCount = classCount;
        _counts = new long[(long)classCount * classCount];
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>How many samples were counted.</summary>
    public long Total { get; private set; }

    /// <summary>How many samples of class <paramref name="target"/> were taken for class <paramref name="predicted"/>.</summary>
    public long this[int target, int predicted] => _counts[Index(target, predicted)];

    /// <summary>Counts one sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is not within 0 and <see cref="ClassCount"/> - 1.</exception>
    public void Add(int target, int predicted)
    {
        _counts[Index(target, predicted)]++;
        Total++;
    }

    /// <summary>Samples of a class.</summary>
    public long Support(int target)
    {
        var sum = 0L;
        for (var predicted = 0; predicted < ClassCount; predicted++)
        {
            sum += this[target, predicted];
        }

        return sum;
    }

    /// <summary>Samples that were taken for a class.</summary>
    public long Predicted(int predicted)
    {
        var sum = 0L;
        for (var target = 0; target < ClassCount; target++)
        {
            sum += this[target, predicted];
        }

        return sum;
    }

    /// <summary>Samples that were classified rightly.</summary>
    public long Correct()
    {
        var sum = 0L;
        for (var i = 0; i < ClassCount; i++)
        {
            sum += this[i, i];
        }

        return sum;
    }

    /// <summary>A copy of the counts: [target, predicted].</summary>
    public long[,] ToArray()
    {
        var copy = new long[ClassCount, ClassCount];
        Buffer.BlockCopy(_counts, 0, copy, 0, Buffer.ByteLength(_counts));
        return copy;
    }

    /// <summary>The counts as comma-separated values: a row per target class, a column per predicted class, names in the first of both.</summary>
    /// <param name="classNames">One name per class, in index order.</param>
    public string ToCsv(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count != ClassCount)
        {
            throw new ArgumentException($"There are {classNames.Count} names for {ClassCount} classes.", nameof(classNames));
        }

        var text = new StringBuilder("target\\predicted");
        foreach (var name in classNames)
        {
            text.Append(',').Append(Quoted(name));
        }

        for (var target = 0; target < ClassCount; target++)
        {
            text.Append('\n').Append(Quoted(classNames[target]));
            for (var predicted = 0; predicted < ClassCount; predicted++)
            {
                text.Append(',').Append(this[target, predicted].ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Forgets all samples.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        Total = 0;
    }

    /// <summary>Counts all samples of <paramref name="other"/>, which has as many classes.</summary>
    public void Merge(ConfusionCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.ClassCount != ClassCount)
        {
            throw new ArgumentException($"Counts of {other.ClassCount} classes cannot be merged into counts of {ClassCount}.", nameof(other));
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Total += other.Total;
    }

    /// <summary>The counts for a checkpoint: the class count, and the cells that are not 0 as [target, predicted, count].</summary>
    public JsonNode CaptureState()
    {
        var cells = new JsonArray();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] != 0)
            {
                cells.Add((JsonNode)new JsonArray(i / ClassCount, i % ClassCount, _counts[i]));
            }
        }

        return new JsonObject { ["classes"] = ClassCount, ["cells"] = cells };
    }

    /// <summary>Puts back what <see cref="CaptureState"/> gave.</summary>
    /// <exception cref="LabException">The state is of another number of classes, or no state of counts.</exception>
    public void RestoreState(JsonNode state)
    {
        MetricState.CheckOption(state, "classes", ClassCount, nameof(ConfusionCounts));
        Reset();
        foreach (var cell in MetricState.Get(state, "cells", nameof(ConfusionCounts)).AsArray())
        {
            var count = (long)cell![2]!;
            _counts[Index((int)cell[0]!, (int)cell[1]!)] = count;
            Total += count;
        }
    }

    private int Index(int target, int predicted)
    {
        if ((uint)target >= (uint)ClassCount || (uint)predicted >= (uint)ClassCount)
        {
            throw new ArgumentOutOfRangeException(nameof(target), $"Class {target} taken for class {predicted}: classes are numbered 0 to {ClassCount - 1}.");
        }

        return (target * ClassCount) + predicted;
    }

    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(",\"\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
