namespace MeshStarter.Sdk.Consuming;

/// <summary>The kind of join, for rows of the left side that have no counterpart.</summary>
public enum JoinKind
{
    /// <summary>They fall away.</summary>
    Inner,

    /// <summary>They stay, with nulls in the right side's columns.</summary>
    Left,
}
