using System.Collections.Concurrent;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Takes the notes of a <see cref="NotedProduct"/>: which types of the mesh run.</summary>
public static class RanTypes
{
    private static readonly ConcurrentDictionary<string, byte> Types = new(StringComparer.Ordinal);
    private static readonly AsyncLocal<bool> IsOther = new();
    private static volatile bool _records;

    /// <summary>Begins a recording.</summary>
    public static void Begin() => _records = true;

    /// <summary>Ends it, and returns the full names of the types that ran, nested ones as the type that they are in.</summary>
    public static IReadOnlyList<string> End()
    {
        _records = false;
        return [.. Types.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Leaves out what the caller runs from here on: a service of the test in the place of another process.</summary>
    public static void LeaveOut() => IsOther.Value = true;

    /// <summary>Notes that a method of a type runs.</summary>
    public static void Note(string type)
    {
        if (_records && !IsOther.Value)
        {
            Types.TryAdd(type, 0);
        }
    }
}
