namespace MeshStarter.Contracts.Policies;

/// <summary>The difference of two versions of the rules.</summary>
/// <param name="From">The number of the old version.</param>
/// <param name="To">The number of the new version; null for a proposal.</param>
/// <param name="Added">The ids of rules that the new one has.</param>
/// <param name="Removed">The ids of rules that it lacks.</param>
/// <param name="Changed">The ids of rules that it states differently.</param>
/// <param name="Text">The difference of the texts by lines; empty for equal ones.</param>
public sealed record PolicyDifference(long From, long? To, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<string> Changed, string Text);

/// <summary>A rule in plain words.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its effect or check.</param>
/// <param name="Words">What it does, as a sentence.</param>
/// <param name="Description">What it is for, in its authors' words.</param>
/// <param name="Yaml">The rule as it is written.</param>
public sealed record PlainRule(string Id, string Kind, string Words, string Description, string Yaml);

/// <summary>The rules in force.</summary>
/// <param name="Version">The version, with its text.</param>
/// <param name="Revision">Rises with every change of what enforcement points decide by.</param>
/// <param name="Rules">The rules in plain words.</param>
/// <param name="Seats">The seats that vote, as far as the caller may know of their domains; empty where they are fixed with the first proposal.</param>
/// <param name="Tightenings">What was tightened for a time.</param>
/// <param name="Served">The text that enforcement points decide by: the version's with tightenings and declassifications.</param>
public sealed record PolicyInForce(PolicyVersion Version, long Revision, IReadOnlyList<PlainRule> Rules, IReadOnlyList<string> Seats, IReadOnlyList<PolicyTightening> Tightenings, string Served);
