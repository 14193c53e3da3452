using System.Security.Cryptography;
using System.Text;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Registration;

namespace MeshStarter.Policy.Rules;

/// <summary>All rules in force, as one immutable whole. Holders swap the reference; a decision never sees two bundles.</summary>
public sealed class PolicyBundle
{
    private readonly AccessRule[][] _accessByAction;
    private readonly PolicyBundle? _rules;
    // The rules at all times, of a bundle of those at one; null in a bundle as it was read, all of whose rules count as enforced.
    private readonly PolicyBundle? _whole;
    private volatile Moment? _moment;
    private readonly bool _hasTerms;

    internal PolicyBundle(
        string version, IReadOnlyList<AccessRule> access, IReadOnlyList<RegistrationRule> registration, EvolutionTerms evolution, IReadOnlyList<Declassification> declassifications, VotingTerms? voting = null)
    {
        Version = version;
        Voting = voting ?? VotingTerms.Default;
        Access = access;
        Registration = registration;
        Evolution = evolution;
        Declassifications = declassifications;
        _hasTerms = TermsOf(this).Any(rule => !ReferenceEquals(rule.Term, RuleTerm.Always));
        Exemptions = registration.Select(rule => rule.Exemption).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        _accessByAction = [.. Enum.GetValues<PolicyAction>().Select(action => access.Where(rule => rule.Concerns(action)).ToArray())];
    }

    // The rules of a bundle that are there at a time.
    private PolicyBundle(PolicyBundle whole, DateTimeOffset at)
        : this(
            whole.Version,
            [.. whole.Access.Where(rule => rule.Term.IsThere(at))],
            [.. whole.Registration.Where(rule => rule.Term.IsThere(at))],
            whole.Evolution,
            whole.Declassifications,
            whole.Voting) => (_whole, At, Digest) = (whole, at, $"{whole.Digest}-{DigestOf(TermsOf(this).Select(rule => rule.Term.IsInGrace(at) ? $"{rule.Id} in grace" : rule.Id))}");

    private PolicyBundle(PolicyBundle rules, GrantSet grants, DateTimeOffset at)
    {
        (Version, Digest, Access, Registration, Evolution, Declassifications, Exemptions, Voting, _accessByAction, _whole) =
            (rules.Version, rules.Digest, rules.Access, rules.Registration, rules.Evolution, rules.Declassifications, rules.Exemptions, rules.Voting, rules._accessByAction, rules._whole);
        (_rules, Grants, At) = (rules, grants, at);
    }

    /// <summary>The bundle's own version, as its authors wrote it.</summary>
    public string Version { get; }

    /// <summary>
    /// Names the rules: it differs between texts, also of one version, to which governance adds what is decided alongside it, and between times at which
    /// other rules are in force. Grants do not change it.
    /// </summary>
    public string Digest { get; private set; } = "";

    /// <summary>The terms by which contracts may change.</summary>
    public EvolutionTerms Evolution { get; }

    /// <summary>The terms by which proposals to change the rules are voted on.</summary>
    public VotingTerms Voting { get; }

    /// <summary>The rules about access, in the bundle's order.</summary>
    internal IReadOnlyList<AccessRule> Access { get; }

    internal IReadOnlyList<RegistrationRule> Registration { get; }

    /// <summary>The approvals of versions that declare less than others of their products.</summary>
    internal IReadOnlyList<Declassification> Declassifications { get; }

    /// <summary>The tags by which an owner says that a column is no personal data.</summary>
    internal IReadOnlySet<string> Exemptions { get; }

    /// <summary>Reads a bundle.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that errors give for its file; nothing is read from there.</param>
    /// <exception cref="PolicyFormatException">The text is not a bundle; the exception names every place, rule and fix.</exception>
    public static PolicyBundle Parse(string yaml, string file) => Parse(yaml, file, PolicyBounds.Version);

    /// <summary>Reads the bundle that governance serves: a version with what is in force alongside it, for which there is room beyond that of a version.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that errors give for its file; nothing is read from there.</param>
    /// <exception cref="PolicyFormatException">The text is not a bundle; the exception names every place, rule and fix.</exception>
    public static PolicyBundle ParseServed(string yaml, string file) => Parse(yaml, file, PolicyBounds.Served);

    /// <summary>Refuses a rule whose grace lasts too long: what is only reported for ever is no rule.</summary>
    /// <param name="now">The time at which the rules take effect.</param>
    /// <param name="file">The name that errors give for the text.</param>
    /// <exception cref="PolicyFormatException">There is such a rule; the exception names each.</exception>
    public void RequireTerms(DateTimeOffset now, string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var issues = new YamlIssues(file);
        foreach (var (id, line, term) in TermsOf(Whole))
        {
            if (term.GraceProblem(now) is { } problem)
            {
                issues.Error(line, id, "rule.grace", problem, $"Write a time that is at most {RuleTerm.MostGraceDays} days after the rule begins, and propose a later one when it is near.");
            }
        }

        if (issues.HasErrors)
        {
            throw new PolicyFormatException(issues.Sorted);
        }
    }

    private static PolicyBundle Parse(string yaml, string file, PolicyBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(file);
        var issues = new YamlIssues(file);
        var bundle = PolicyBundleReader.Read(yaml, issues, bounds);
        if (bundle is null || issues.HasErrors)
        {
            throw new PolicyFormatException(issues.Sorted);
        }

        bundle.Digest = DigestOf([yaml]);
        return bundle;
    }

    private static string DigestOf(IEnumerable<string> texts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));

    /// <summary>The same rules with the grants that are in force at a time. It decides the same until the next of them ends (<see cref="GrantSet.NextEnd"/>).</summary>
    /// <param name="grants">The grants.</param>
    /// <param name="now">The time.</param>
    public PolicyBundle With(GrantSet grants, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        return new PolicyBundle(AsOf(now), grants, now);
    }

    /// <summary>The same rules with grants, as if all of them had begun and were enforced: what a bundle comes to in the end.</summary>
    /// <param name="grants">The grants.</param>
    /// <param name="now">The time by which grants end.</param>
    public PolicyBundle Enforced(GrantSet grants, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        return new PolicyBundle(Whole, grants, now);
    }

    /// <summary>The rules that are there at a time. The same instance is returned until one of them changes (<see cref="NextChange"/>).</summary>
    /// <param name="now">The time.</param>
    public PolicyBundle AsOf(DateTimeOffset now)
    {
        var whole = Whole;
        if (!whole._hasTerms)
        {
            return whole;
        }

        if (whole._moment is { } moment && moment.Bundle.At <= now && now < moment.Until)
        {
            return moment.Bundle;
        }

        var next = new Moment(new PolicyBundle(whole, now), whole.NextChange(now));
        whole._moment = next;
        return next.Bundle;
    }

    /// <summary>The same rules at all times, without some of those about access.</summary>
    internal PolicyBundle Without(IReadOnlyList<string> rules) => rules.Count == 0
        ? Whole
        : new PolicyBundle(Version, [.. Whole.Access.Where(rule => !rules.Contains(rule.Id, StringComparer.Ordinal))], Whole.Registration, Evolution, Declassifications, Voting);

    /// <summary>The next time after <paramref name="now"/> at which a rule changes; the end of time where none does.</summary>
    public DateTimeOffset NextChange(DateTimeOffset now) =>
        TermsOf(Whole).Select(rule => rule.Term.NextChange(now)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>Whether a rule is reported and not enforced. Every rule without a time is enforced.</summary>
    internal bool IsInGrace(RuleTerm term) => _whole is not null && term.IsInGrace(At);

    /// <summary>Whether all grants that a decision rests on are still in force.</summary>
    public bool Supports(PolicyDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Grants.All(grant => Grants.IsActive(grant, At));
    }

    /// <summary>The bundle without grants: plans of decisions are for it.</summary>
    internal PolicyBundle Rules => _rules ?? this;

    // The rules at all times.
    private PolicyBundle Whole => Rules._whole ?? Rules;

    private static IEnumerable<(string Id, int Line, RuleTerm Term)> TermsOf(PolicyBundle bundle) =>
        [.. bundle.Access.Select(rule => (rule.Id, rule.Line, rule.Term)), .. bundle.Registration.Select(rule => (rule.Id, rule.Line, rule.Term))];

    /// <summary>The grants that add to the rules.</summary>
    internal GrantSet Grants { get; } = GrantSet.Empty;

    /// <summary>The time of the decisions.</summary>
    internal DateTimeOffset At { get; }

    /// <summary>Whether a principal has a grant of a product.</summary>
    internal bool IsGranted(Principal principal, DataProductId product) => Grants.Find(principal, product)?.ActiveAt(At) is > 0;

    /// <summary>The access rules that have a say about an action, in the bundle's order.</summary>
    internal IReadOnlyList<AccessRule> RulesFor(PolicyAction action) => _accessByAction[(int)action];

    private sealed record Moment(PolicyBundle Bundle, DateTimeOffset Until);
}
