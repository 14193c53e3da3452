namespace MeshStarter.DuckDb.Values;

/// <summary>The raw values that mean 'infinity' and '-infinity' in DATE and the TIMESTAMP types.</summary>
public static class DuckDbInfinity
{
    /// <summary>'infinity' of a DATE, in days.</summary>
    public const int Date = int.MaxValue;

    /// <summary>'-infinity' of a DATE, in days.</summary>
    public const int NegativeDate = -int.MaxValue;

    /// <summary>'infinity' of every TIMESTAMP type, whatever its unit.</summary>
    public const long Timestamp = long.MaxValue;

    /// <summary>'-infinity' of every TIMESTAMP type, whatever its unit.</summary>
    public const long NegativeTimestamp = -long.MaxValue;
}
