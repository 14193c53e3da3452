using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Comparisons;

namespace MeshStarter.Governance.Proposals;

/// <summary>A dry run by product. What a reader gets is made of the parts of products that are there for the reader, so nothing of another product is in it.</summary>
internal sealed record DryRunParts
{
    private const int MostEntries = 1_000;

    public required long Base { get; init; }

    public required string Sha256 { get; init; }

    public required DateTimeOffset At { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>The classes of principals that the rules of all products distinguish.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether all subscriptions and recorded queries were looked at.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The recorded queries, of whatever products.</summary>
    public required int Queries { get; init; }

    public required IReadOnlyList<DryRunPart> Products { get; init; }

    /// <summary>All of it.</summary>
    public PolicyDryRun Whole() => Of(Products, Products) with { Queries = Queries, DurationMs = DurationMs };

    /// <summary>As the database keeps it.</summary>
    [JsonIgnore]
    public string Text => JsonSerializer.Serialize(this, MeshJson.Options);

    /// <summary>All of it as the database keeps it.</summary>
    [JsonIgnore]
    public string WholeText => JsonSerializer.Serialize(Whole(), MeshJson.Options);

    /// <summary>Returns the dry run of some products.</summary>
    /// <param name="parts">The products.</param>
    /// <param name="registered">Those of them of which the registration counts.</param>
    public PolicyDryRun Of(IReadOnlyList<DryRunPart> parts, IReadOnlyList<DryRunPart> registered)
    {
        var registrations = registered.Select(part => part.Registration).OfType<RegistrationEffect>().ToList();
        return new PolicyDryRun
        {
            Base = Base,
            Sha256 = Sha256,
            At = At,
            Classes = Classes + parts.Sum(part => part.OwnClasses),
            IsComplete = IsComplete && Classes + parts.Select(part => part.OwnClasses).DefaultIfEmpty().Max() < PrincipalClass.Most,
            Products = parts.Count,
            Grants = parts.Sum(part => part.Grants),
            Subscriptions = parts.Sum(part => part.Subscriptions),
            Queries = parts.Sum(part => part.Queries),
            PermittedPairs = parts.Sum(part => part.PermittedPairs),
            RefusedPairs = parts.Sum(part => part.RefusedPairs),
            FoundPairs = parts.Sum(part => part.FoundPairs),
            HiddenPairs = parts.Sum(part => part.HiddenPairs),
            NoLongerRegistrable = registrations.Count(each => !each.IsRegistrable),
            NewlyRegistrable = registrations.Count(each => each.IsRegistrable),
            Registrations = [.. registrations.Take(MostEntries)],
            NewlyPermitted = [.. parts.SelectMany(part => part.Permitted).Take(MostEntries)],
            NewlyRefused = [.. parts.SelectMany(part => part.Refused).Take(MostEntries)],
        };
    }

    /// <summary>Entries of some products that a reader sees, the first of them.</summary>
    public static IReadOnlyList<PolicyEffect> Entries(IEnumerable<DryRunPart> parts, Func<DryRunPart, IReadOnlyList<PolicyEffect>> list, Func<PolicyEffect, bool> isSeen) =>
        [.. parts.SelectMany(list).Where(isSeen).Take(MostEntries)];
}

/// <summary>The effects that a change of the rules has on one product: all of them counted, and the first of them listed.</summary>
internal sealed record DryRunPart
{
    public required DataProductId Product { get; init; }

    /// <summary>Classes of principals that only tightenings of the product distinguish.</summary>
    public int OwnClasses { get; init; }

    public int Grants { get; init; }

    public int Subscriptions { get; init; }

    public int Queries { get; init; }

    public long PermittedPairs { get; init; }

    public long RefusedPairs { get; init; }

    public long FoundPairs { get; init; }

    public long HiddenPairs { get; init; }

    public IReadOnlyList<PolicyEffect> Permitted { get; init; } = [];

    public IReadOnlyList<PolicyEffect> Refused { get; init; } = [];

    /// <summary>The difference in the decision about its registration; null where there is none.</summary>
    public RegistrationEffect? Registration { get; init; }

    /// <summary>The products that its registration depends on.</summary>
    public IReadOnlyList<DataProductId> Inputs { get; init; } = [];
}
