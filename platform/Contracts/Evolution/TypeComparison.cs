using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Decides which types have values that can be validated against one another: every value of the one is equal to one of the other, or is not.</summary>
public static class TypeComparison
{
    /// <summary>Whether values of two types can be compared: numbers with numbers, dates and timestamps with these, all others with their own kind.</summary>
    public static bool AreComparable(ColumnType left, ColumnType right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return (left.IsNumber && right.IsNumber) || (IsDay(left) && IsDay(right)) || TypeWidening.Holds(left, right) || TypeWidening.Holds(right, left);
    }

    private static bool IsDay(ColumnType type) => type is PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz };
}
