namespace Lab.Resume.Tests;

/// <summary>What a moment waits for.</summary>
internal enum Sign
{
    /// <summary>Nothing: the process has only just started.</summary>
    Start,

    /// <summary>A line of <c>metrics.jsonl</c>.</summary>
    Line,

    /// <summary>The line of a training epoch, behind which its validation runs.</summary>
    TrainingEpoch,

    /// <summary>A folder in which a checkpoint is being written.</summary>
    Checkpoint,
}

/// <summary>When a process is killed: a delay after it has given a sign so many times. The signs are what it really does, so a slow machine shifts nothing.</summary>
internal sealed record Moment(Sign Sign, int Count, TimeSpan Delay)
{
    public static Moment Draw(RandomKey key)
    {
        var random = key.CreateRandom();
        return random.NextInt32(0, 10) switch
        {
            0 => new Moment(Sign.Start, 0, TimeSpan.FromMilliseconds(random.NextInt32(0, 2000))),
            <= 3 => new Moment(Sign.Line, random.NextInt32(1, 9), TimeSpan.FromMilliseconds(random.NextInt32(0, 80))),
            <= 6 => new Moment(Sign.TrainingEpoch, random.NextInt32(1, 3), TimeSpan.FromMilliseconds(random.NextInt32(0, 40))),
            _ => new Moment(Sign.Checkpoint, random.NextInt32(1, 4), TimeSpan.FromMilliseconds(random.NextInt32(0, 4))),
        };
    }
}
