namespace MeshStarter.Policy.Examples;

/// <summary>Something that a test of rules found.</summary>
/// <param name="Line">The line in the bundle.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Check">The stable id of the check, <c>example.failed</c>.</param>
/// <param name="Message">The fault, as a sentence.</param>
/// <param name="Fix">The fix, as a sentence.</param>
public sealed record PolicyTestFinding(int Line, string RuleId, string Check, string Message, string Fix)
{
    /// <summary>The place of the example among those of its rule, from 0; null for a finding of the rule itself.</summary>
    public int? Example { get; init; }

    /// <summary>One line: rule, check, message and fix.</summary>
    public override string ToString() => $"{RuleId}: {Check}: {Message} Fix: {Fix}";
}
