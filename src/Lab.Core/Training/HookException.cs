namespace Lab;

/// <summary>A hook threw. The message names the hook and where the run stood; the inner exception keeps its stack.</summary>
public sealed class HookException : LabException
{
    /// <summary>An error of <paramref name="hook"/>.</summary>
    public HookException(Hook hook, string member, string where, Exception innerException)
        : base($"Hook {hook?.Name} failed in {member} {where}: {innerException?.Message.Split('\n')[0].TrimEnd()}", innerException!)
    {
        ArgumentNullException.ThrowIfNull(hook);
        Hook = hook.Name;
        Member = member;
    }

    /// <summary>The hook's name.</summary>
    public string Hook { get; }

    /// <summary>The member that threw.</summary>
    public string Member { get; }
}
