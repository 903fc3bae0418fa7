namespace Lab.Hooks;

/// <summary>Which way a monitored number gets better.</summary>
public enum MonitorMode
{
    /// <summary>As the metric itself says: down for losses and errors, up for accuracies.</summary>
    Auto,

    /// <summary>Down.</summary>
    Min,

    /// <summary>Up.</summary>
    Max,
}
