namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>The compatibility that a new version of a schema must have with earlier ones, in the terms of Confluent's registry.</summary>
public enum CompatibilityLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It reads what the latest wrote.</summary>
    Backward,

    /// <summary>It reads what any earlier one wrote.</summary>
    BackwardTransitive,

    /// <summary>The latest reads what it writes.</summary>
    Forward,

    /// <summary>Every earlier one reads what it writes.</summary>
    ForwardTransitive,

    /// <summary>It and the latest read each other's.</summary>
    Full,

    /// <summary>It and every earlier one read each other's.</summary>
    FullTransitive,
}
