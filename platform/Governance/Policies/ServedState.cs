using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Policies;

/// <summary>The state that enforcement points are served: the version in force, and what is in force alongside it.</summary>
/// <param name="Version">The version, with its text.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Tightenings">The tightenings that have not ended.</param>
/// <param name="Declassifications">The approved declassifications.</param>
internal sealed record ServedState(PolicyVersion Version, long Revision, IReadOnlyList<PolicyTightening> Tightenings, IReadOnlyList<DeclassificationRequest> Declassifications)
{
    /// <summary>The text that enforcement points decide by.</summary>
    /// <exception cref="PolicyFormatException">One of the parts does not fit the others.</exception>
    public string Text => TextOf(Version.Text!);

    /// <summary>Reads the terms by which proposals are voted on.</summary>
    /// <exception cref="PolicyFormatException">The text is no bundle.</exception>
    public VotingTerms ReadVoting() => PolicyBundle.Parse(Version.Text!, "version").Voting;

    /// <summary>The text that enforcement points would decide by with another text of the version.</summary>
    /// <exception cref="PolicyFormatException">One of the parts does not fit the others.</exception>
    public string TextOf(string version) => ServedPolicy.Compose(
        version,
        [.. Tightenings.Select(each => (PrefixOf(each), each.Rules))],
        [.. Declassifications.Select(Entry)]);

    /// <summary>Returns the prefix of the ids of a tightening's rules as they are served.</summary>
    public static string PrefixOf(PolicyTightening tightening) => $"tightened-{tightening.Id.ToString("N")[^12..]}-";

    /// <summary>The bundle that is served.</summary>
    /// <exception cref="PolicyFormatException">One of the parts does not fit the others.</exception>
    public BundleFile ToBundle() => BundleFile.Of(Text, $"version {Version.Number}", Version.Number, Revision);

    /// <summary>Counts the characters of the declassifications as they are served.</summary>
    public int CharactersOfDeclassifications => Declassifications.Sum(each => Entry(each).Length);

    // JSON's texts are YAML's.
    private static string Entry(DeclassificationRequest request) =>
        $"{{ product: {request.Product}, version: {request.Version}{(request.Columns is null ? "" : $", columns: [{string.Join(", ", request.Columns.Select(column => JsonSerializer.Serialize(column, MeshJson.Options)))}]")}, reason: {JsonSerializer.Serialize($"{request.Reason} (request {request.Id}, approved by {request.DecidedBy})", MeshJson.Options)} }}";
}
