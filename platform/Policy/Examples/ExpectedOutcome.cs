namespace MeshStarter.Policy.Examples;

/// <summary>The outcome that an example of a rule expects. In bundles: <c>permit</c>, <c>deny</c>.</summary>
public enum ExpectedOutcome
{
    /// <summary>It may be done; a column that the rule masks is in clear, a row that it filters is seen, a descriptor is taken.</summary>
    Permit,

    /// <summary>It is refused; the column is masked, the row is hidden, the descriptor breaks the rule.</summary>
    Deny,
}
