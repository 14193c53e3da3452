namespace MeshStarter.Policy;

/// <summary>What policy says to one question. Decisions are immutable and shared between those who ask the same.</summary>
public sealed record PolicyDecision
{
    /// <summary>Whether it may happen, provided that masks and filters are applied.</summary>
    public required bool Permit { get; init; }

    /// <summary>Why, as a sentence that may be shown to the principal.</summary>
    public required string Reason { get; init; }

    /// <summary>The rules that decided, in the bundle's order; empty when no rule said anything.</summary>
    public required IReadOnlyList<string> RuleIds { get; init; }

    /// <summary>The columns to mask; column names without regard to case.</summary>
    public required IReadOnlyDictionary<string, ColumnMask> Masks { get; init; }

    /// <summary>SQL predicates over the product's columns; only rows that meet all of them are seen.</summary>
    public required IReadOnlyList<string> RowFilters { get; init; }

    /// <summary>Whether the permit demands anything.</summary>
    public bool HasObligations => Masks.Count > 0 || RowFilters.Count > 0;
}
