using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Policies;

/// <summary>A version as the database has it.</summary>
internal sealed class VersionRow
{
    public long Number { get; init; }

    public string Label { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public long? Base { get; init; }

    public DateTime EffectiveFrom { get; init; }

    public string Author { get; init; } = "";

    public string Origin { get; init; } = "";

    public string Reason { get; init; } = "";

    public Guid? Proposal { get; init; }

    public bool IsInForce { get; init; }

    public string? Text { get; init; }

    public PolicyVersion ToVersion() => new()
    {
        Number = Number,
        Label = Label,
        Sha256 = Sha256,
        Base = Base,
        EffectiveFrom = Utc(EffectiveFrom),
        Author = Author,
        Origin = OriginOf(Origin),
        Reason = Reason,
        Proposal = Proposal,
        IsInForce = IsInForce,
        Text = Text,
    };

    public static PolicyOrigin OriginOf(string origin) => WireNames.TryParse<PolicyOrigin>(origin, out var known) ? known : throw new InvalidOperationException($"The database has a version of the unknown origin {origin}.");

    public static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

/// <summary>A tightening as the database has it.</summary>
internal sealed class TighteningRow
{
    public Guid Id { get; init; }

    public string? Product { get; init; }

    public string Rules { get; init; } = "";

    public string By { get; init; } = "";

    public bool BySecurity { get; init; }

    public string Reason { get; init; } = "";

    public DateTime BeginsAt { get; init; }

    public DateTime Until { get; init; }

    public DateTime? EndedAt { get; init; }

    public PolicyTightening ToTightening() => new(
        Id, Product is null ? null : DataProductId.Parse(Product), Rules, By, Reason, VersionRow.Utc(BeginsAt), VersionRow.Utc(Until), EndedAt is { } end ? VersionRow.Utc(end) : null)
    { IsBySecurity = BySecurity };
}

/// <summary>A request to declassify as the database has it.</summary>
internal sealed class DeclassificationRow
{
    public Guid Id { get; init; }

    public string Product { get; init; } = "";

    public string Version { get; init; } = "";

    public string[]? Columns { get; init; }

    public string Reason { get; init; } = "";

    public string RequestedBy { get; init; } = "";

    public DateTime RequestedAt { get; init; }

    public string State { get; init; } = "";

    public string? DecidedBy { get; init; }

    public string? Decision { get; init; }

    public DateTime? DecidedAt { get; init; }

    public DeclassificationRequest ToRequest() => new()
    {
        Id = Id,
        Product = DataProductId.Parse(Product),
        Version = ProductVersion.Parse(Version),
        Columns = Columns,
        Reason = Reason,
        RequestedBy = RequestedBy,
        RequestedAt = VersionRow.Utc(RequestedAt),
        State = WireNames.TryParse<DeclassificationState>(State, out var state) ? state : DeclassificationState.Requested,
        DecidedBy = DecidedBy,
        Decision = Decision,
        DecidedAt = DecidedAt is { } at ? VersionRow.Utc(at) : null,
    };
}
