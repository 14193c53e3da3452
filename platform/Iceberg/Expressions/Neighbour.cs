namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>The value next to another, where values are counted; else the value itself.</summary>
internal static class Neighbour
{
    /// <summary>The next smaller value.</summary>
    public static object Below(object value) => value switch
    {
        int and > int.MinValue => (int)value - 1,
        long and > long.MinValue => (long)value - 1,
        Int128 number when number > Int128.MinValue => number - 1,
        _ => value,
    };

    /// <summary>The next greater value.</summary>
    public static object Above(object value) => value switch
    {
        int and < int.MaxValue => (int)value + 1,
        long and < long.MaxValue => (long)value + 1,
        Int128 number when number < Int128.MaxValue => number + 1,
        _ => value,
    };
}
