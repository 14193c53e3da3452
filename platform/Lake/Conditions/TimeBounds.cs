using System.Globalization;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Conditions;

/// <summary>Bounds of rows by a column of times, in the engine's SQL: a <see cref="DateOnly"/>, a <see cref="DateTimeOffset"/>, or a <see cref="DateTime"/> of a local clock.</summary>
public static class TimeBounds
{
    /// <summary>Returns the condition that a row is between two bounds.</summary>
    /// <param name="column">The row's column of times.</param>
    /// <param name="from">The first value in between.</param>
    /// <param name="to">The first value after it, of the same type.</param>
    /// <exception cref="ArgumentException">A bound has another type.</exception>
    public static string Within(string column, object from, object to) => $"{SqlIdentifier.Quote(column)} >= {Literal(from)} AND {SqlIdentifier.Quote(column)} < {Literal(to)}";

    /// <summary>Returns the literal of a bound.</summary>
    /// <param name="bound">The bound.</param>
    /// <exception cref="ArgumentException">The bound has another type.</exception>
    internal static string Literal(object bound) => bound switch
    {
        DateOnly day => string.Create(CultureInfo.InvariantCulture, $"CAST('{day:yyyy-MM-dd}' AS DATE)"),
        DateTimeOffset instant => string.Create(CultureInfo.InvariantCulture, $"CAST('{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00' AS TIMESTAMPTZ)"),
        DateTime local => string.Create(CultureInfo.InvariantCulture, $"CAST('{local:yyyy-MM-dd HH:mm:ss.ffffff}' AS TIMESTAMP)"),
        _ => throw new ArgumentException($"A {bound?.GetType().Name} is no bound of a window.", nameof(bound)),
    };
}
