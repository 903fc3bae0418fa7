using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Optimization;

/// <summary>A schedule by name, with the values of all of them. <see cref="Schedules.Create"/> builds it and says what is wrong.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class ScheduleOptions
{
    /// <summary>The schedule's name, one of <see cref="Schedules.Names"/>; case does not matter. Default: constant.</summary>
    [Description("How the learning rate changes: constant, step, multi-step, exponential, cosine, polynomial, linear, one-cycle, warm-restarts or plateau.")]
    public string Schedule { get; set; } = "constant";

    /// <summary>The length of the linear ramp before the schedule, or null for none. Default: none.</summary>
    [Description("How long the learning rate rises before the schedule begins, such as '5 epochs' or '500 steps'; none if not given.")]
    public Duration? Warmup { get; set; }

    /// <summary>Where the ramp begins, as a share of the rate at its end. Default: 0.01.</summary>
    [Description("Where the warm-up begins, as a share of the rate at its end, from 0 to 1.")]
    [Range(0.0, 1.0)]
    public double WarmupStartFactor { get; set; } = 0.01;

    /// <summary>How often a smooth curve and its warm-up move. Default: at every step.</summary>
    [Description("Whether smooth schedules (cosine, polynomial, linear, one-cycle, warm-restarts) and the warm-up move at every step or only between epochs: step or epoch.")]
    [EnumDataType(typeof(ScheduleGranularity))]
    public ScheduleGranularity ScheduleGranularity { get; set; }

    /// <summary>The length of cosine, polynomial, linear and one-cycle, or null for the rest of the run. Default: the rest of the run.</summary>
    [Description("How long cosine, polynomial, linear and one-cycle take, such as '90 epochs'; all that the warm-up leaves of the run if not given.")]
    public Duration? ScheduleLength { get; set; }

    /// <summary>How long each stair of step is (needed there), and how long exponential takes to fall by <see cref="Gamma"/> (1 epoch if not given). Default: none.</summary>
    [Description("step: after how long the rate falls by gamma, such as '30 epochs'; exponential: how long it takes to fall by gamma (1 epoch if not given).")]
    public Duration? StepEvery { get; set; }

    /// <summary>The factor of step, multi-step, exponential and plateau. Default: 0.1.</summary>
    [Description("The factor by which step, multi-step, exponential and plateau lower the rate, above 0 and at most 1.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Gamma { get; set; } = 0.1;

    /// <summary>When the rate of multi-step falls; counted from the end of the warm-up. Default: none.</summary>
    [Description("multi-step: when the rate falls, such as '30 epochs,60 epochs'.")]
    public Duration[] Milestones { get; set; } = [];

    /// <summary>The lowest rate of cosine, polynomial, warm-restarts and plateau. Default: 0.</summary>
    [Description("The rate at which cosine, polynomial, warm-restarts and plateau end.")]
    [Range(0.0, double.MaxValue)]
    public double MinimumRate { get; set; }

    /// <summary>The highest rate of one-cycle, or null for the optimizer's rate. Default: the optimizer's rate.</summary>
    [Description("one-cycle: the highest rate; the optimizer's learning rate if not given.")]
    [Range(0.0, double.MaxValue)]
    public double? MaximumRate { get; set; }

    /// <summary>The exponent of polynomial. Default: 1.</summary>
    [Description("polynomial: the exponent; 1 is a straight line.")]
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Power { get; set; } = 1;

    /// <summary>Where linear begins, in learning rates. Default: 1.</summary>
    [Description("linear: where the line begins, in learning rates.")]
    [Range(0.0, double.MaxValue)]
    public double LinearStart { get; set; } = 1;

    /// <summary>Where linear ends, in learning rates. Default: 0.</summary>
    [Description("linear: where the line ends, in learning rates.")]
    [Range(0.0, double.MaxValue)]
    public double LinearEnd { get; set; }

    /// <summary>The share of one-cycle in which the rate rises; with three phases at most 0.5. Default: 0.3.</summary>
    [Description("one-cycle: the share of the cycle in which the rate rises, from 0 to 1 (with three phases 0.5).")]
    [Range(0.0, 1.0)]
    public double RiseFraction { get; set; } = 0.3;

    /// <summary>What the maximum of one-cycle is divided by for its first rate. Default: 25.</summary>
    [Description("one-cycle: the highest rate divided by this is the first.")]
    [Range(1.0, double.MaxValue)]
    public double InitialDivisor { get; set; } = 25;

    /// <summary>What the first rate of one-cycle is divided by for its last one. Default: 10000.</summary>
    [Description("one-cycle: the first rate divided by this is the last.")]
    [Range(1.0, double.MaxValue)]
    public double FinalDivisor { get; set; } = 1e4;

    /// <summary>The shape of one-cycle between its corners. Default: cosine.</summary>
    [Description("one-cycle: the shape between its corners: cosine or linear.")]
    [EnumDataType(typeof(OneCycleAnnealing))]
    public OneCycleAnnealing Annealing { get; set; }

    /// <summary>Whether one-cycle has a third phase. Default: no.</summary>
    [Description("one-cycle: fall to the first rate as fast as it rose, and then on to the last.")]
    public bool ThreePhases { get; set; }

    /// <summary>The length of the first cycle of warm-restarts, needed there. Default: none.</summary>
    [Description("warm-restarts: the length of the first cycle, such as '10 epochs'.")]
    public Duration? FirstCycle { get; set; }

    /// <summary>How many times longer each further cycle of warm-restarts is. Default: 1.</summary>
    [Description("warm-restarts: how many times longer each further cycle is.")]
    [Range(1, int.MaxValue)]
    public int CycleMultiplier { get; set; } = 1;

    /// <summary>The metric that plateau follows. Default: validation/loss.</summary>
    [Description("plateau: the metric to follow, such as validation/macro_f1.")]
    public MonitoredMetric PlateauMonitor { get; set; } = new(Phase.Validation, MetricKey.Loss);

    /// <summary>How many reports without improvement plateau bears. Default: 10.</summary>
    [Description("plateau: how many epochs without improvement are borne before the rate falls.")]
    [Range(0, int.MaxValue)]
    public int PlateauPatience { get; set; } = 10;

    /// <summary>The least improvement that counts for plateau, as a share of the best value. Default: 0.0001.</summary>
    [Description("plateau: the least improvement that counts, as a share of the best value.")]
    [Range(0.0, double.MaxValue)]
    public double PlateauThreshold { get; set; } = 1e-4;

    /// <summary>How many reports after a reduction plateau does not count. Default: 0.</summary>
    [Description("plateau: how many epochs after a reduction are not counted.")]
    [Range(0, int.MaxValue)]
    public int PlateauCooldown { get; set; }
}
