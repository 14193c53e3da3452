using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Policies;

/// <summary>Versions of the rules and proposals, as lines of text.</summary>
internal static class PolicyText
{
    private const int MostEffects = 50;

    public static string Of(PolicyVersion version) =>
        $"{version.Number}\t{VisibleText.Line(version.Label)}\t{(version.IsInForce ? "in force" : "")}\t{Moment.Of(version.EffectiveFrom)}\t{WireNames.Of(version.Origin)}\t{VisibleText.Line(version.Author)}\t{VisibleText.Line(version.Reason)}";

    public static string Of(PolicyInForce rules) => string.Join(Environment.NewLine,
    [
        $"Version {rules.Version.Number} ({VisibleText.Line(rules.Version.Label)}) is in force since {Moment.Of(rules.Version.EffectiveFrom)}: {VisibleText.Line(rules.Version.Reason)}",
        $"Seats: {(rules.Seats.Count == 0 ? "those of the first proposal" : string.Join(", ", rules.Seats))}",
        .. rules.Tightenings.Select(each => $"Tightened until {Moment.Of(each.Until)} by {VisibleText.Line(each.By)}: {VisibleText.Line(each.Reason)}"),
        .. rules.Rules.Select(rule => $"{Environment.NewLine}{VisibleText.Line(rule.Id)}{Environment.NewLine}  {VisibleText.Line(rule.Words)}{Environment.NewLine}  {VisibleText.Line(rule.Description)}"),
    ]);

    public static string Of(PolicyProposal proposal) => string.Join(Environment.NewLine,
    [
        $"{proposal.Id}\t{WireNames.Of(proposal.State)}\tbase {proposal.Base}\tuntil {Moment.Of(proposal.Deadline)}\t{VisibleText.Line(proposal.Author)}\t{VisibleText.Line(proposal.Reason)}",
        $"  {proposal.Tally()}",
        .. proposal.Votes.Select(vote => $"  {vote.Seat} {VisibleText.Line(vote.By)} {(vote.IsFor ? "for" : "against")}: {VisibleText.Line(vote.Reason)}"),
        .. proposal.Version is { } version ? [$"  version {version}"] : (string[])[],
        .. proposal.Outcome is { } outcome ? [$"  {VisibleText.Line(outcome)}"] : (string[])[],
    ]);

    public static string Whole(PolicyProposal proposal) => string.Join(Environment.NewLine,
    [
        Of(proposal),
        $"  SHA-256 {proposal.Sha256}",
        $"  seats {string.Join(", ", proposal.Seats)}{(proposal.UndiscoveredSeats == 0 ? "" : $", and {proposal.UndiscoveredSeats} of domains that you may not discover")}; quorum {proposal.QuorumPercent}%, majority {proposal.MajorityPercent}%",
        .. proposal.DryRun is { } run ? Lines(run) : ["  No dry run yet."],
        .. proposal.Difference is { Text.Length: > 0 } difference ? [VisibleText.Of(difference.Text)] : (string[])[],
    ]);

    public static string Of(PolicyTightening tightening) =>
        $"{tightening.Id}\t{(tightening.EndedAt is { } ended ? $"ended {Moment.Of(ended)}" : $"until {Moment.Of(tightening.Until)}")}\t{tightening.Product?.ToString() ?? "all products"}\t{VisibleText.Line(tightening.By)}\t{VisibleText.Line(tightening.Reason)}";

    public static string Of(DeclassificationRequest request) => string.Join(Environment.NewLine,
    [
        $"{request.Id}\t{WireNames.Of(request.State)}\t{request.Product}\t{request.Version}\t{(request.Columns is { } columns ? string.Join(", ", columns.Select(VisibleText.Line)) : "classification")}\t{VisibleText.Line(request.RequestedBy)}\t{VisibleText.Line(request.Reason)}",
        .. request.DecidedBy is { } by ? [$"  {VisibleText.Line(by)}: {VisibleText.Line(request.Decision ?? "")}"] : (string[])[],
    ]);

    private static IEnumerable<string> Lines(PolicyDryRun run) =>
    [
        $"  Dry run with {run.Products} products, {run.Grants} grants, {run.Subscriptions} subscriptions and {run.Queries} queries: {run.PermittedPairs} newly permitted and {run.RefusedPairs} newly refused pairs of a principal class and a column",
        $"  {run.FoundPairs} newly discovered and {run.HiddenPairs} newly hidden pairs of a principal class and a product; {run.NoLongerRegistrable} products could no longer be registered as they are, and {run.NewlyRegistrable} could again",
        .. run.UndiscoveredProducts == 0 ? [] : (string[])[$"  {run.UndiscoveredProducts} of the products {(run.UndiscoveredProducts == 1 ? "is counted and not named: you may not discover it" : "are counted and not named: you may not discover them")}."],
        .. run.IsComplete ? [] : (string[])["  It is not complete: the rules distinguish more classes of principals than a dry run compares, or there are too many uses."],
        .. Lines("newly permitted", run.NewlyPermitted),
        .. Lines("newly refused", run.NewlyRefused),
        .. Lines("registered otherwise", run.Registrations),
    ];

    private static IEnumerable<string> Lines(string title, IReadOnlyList<PolicyEffect> effects) => effects.Count == 0 ? [] :
    [
        $"  {title}:",
        .. effects.OrderByDescending(effect => effect.Needed.Count > 0).Take(MostEffects).Select(effect => $"    {WireNames.Of(effect.Subject)}\t{VisibleText.Line(effect.Principal)}\t{effect.Product}\t{(effect.Columns.Count == 0 ? effect.Action : string.Join(", ", effect.Columns))}\t{effect.Before} -> {effect.After}{(effect.Needed.Count == 0 ? "" : $"\tneeds {string.Join(", ", effect.Needed)}")}{(effect.Count > 1 ? $"\t{effect.Count} times" : "")}"),
        .. effects.Count > MostEffects ? [$"    and {effects.Count - MostEffects} more; --format json has them"] : (string[])[],
    ];

    private static IEnumerable<string> Lines(string title, IReadOnlyList<RegistrationEffect> effects) => effects.Count == 0 ? [] :
    [
        $"  {title}:",
        .. effects.Take(MostEffects).Select(effect => $"    {effect.Product}\t{effect.Version}\t{(effect.IsRegistrable ? "could be registered again" : VisibleText.Line(string.Join("; ", effect.Reasons)))}"),
        .. effects.Count > MostEffects ? [$"    and {effects.Count - MostEffects} more; --format json has them"] : (string[])[],
    ];
}
