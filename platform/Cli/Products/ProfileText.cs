using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Products;

/// <summary>The profile of a product, as lines of text.</summary>
internal static class ProfileText
{
    public static IEnumerable<ProfileSection> Of(ProductProfile profile, ProductSlo slo, DateTimeOffset now)
    {
        var product = profile.Product;
        return
        [
            new(null, ["product", $"{product.Name} {product.Version}"], [.. Facts(profile, slo).Select(fact => $"{fact.Name}\t{VisibleText.Line(fact.Text)}")]),
            new("slo", ["service level", "state", "promise", "now", "window"], [.. slo.Objectives.Select(objective => Text(objective, now))]),
            new("column", ["column", "type", "you see", "tags", "description"], [.. product.Schema.Select(column => Text(column, profile.Reading))]),
            new("port", ["port", "address"], [.. product.Ports.Select(port => $"{WireNames.Of(port.Type)}\t{VisibleText.Line(port.Url)}")]),
            new("example", ["example"], [.. product.Examples.Select(VisibleText.Line)]),
            new("consumer", ["consumers of", "number"], [.. profile.Consumers.Domains.Select(domain => $"{Words.Domain(domain.Domain)}\t{Words.Count(domain.Count, "consumer")}")]),
        ];
    }

    private static IEnumerable<(string Name, string Text)> Facts(ProductProfile profile, ProductSlo slo)
    {
        var product = profile.Product;
        (string Name, string? Text)[] facts =
        [
            ("name", $"{product.Name}"),
            ("version", $"{product.Version}{Life(profile)}"),
            ("kind", WireNames.Of(product.Kind)),
            ("owner", product.Owner),
            ("accountable", product.Accountable?.ToString()),
            ("description", product.Description),
            ("state", SloText.Of(slo.State) + (SloText.Cause(slo.Status) is { } cause ? $": {cause}" : "") + (slo.Since is { } since ? $", since {Moment.Of(since)}" : "")),
            ("published", profile.Publishes.FirstOrDefault(batch => batch.SnapshotId is not null) is { } batch ? $"{Moment.Of(batch.CheckedAt)}, a batch of {(batch.Rows is { } rows ? Words.Count(rows, "row") : "– rows")}" : "nothing yet"),
            ("classification", WireNames.Of(product.Classification)),
            ("inputs", string.Join(", ", product.Inputs)),
            ("key", string.Join(", ", product.Key)),
            ("retention", product.Retention?.ToString()),
            ("access", Access(profile.Reading, product.Owner)),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Text)).Select(fact => (fact.Name, fact.Text!));
    }

    private static string Life(ProductProfile profile) => profile.Product.Lifecycle is { } life
        ? $", {WireNames.Of(life.State)}{(life.RetiresAt is { } end ? $", ends {Moment.Of(end)}" : "")}{(life.Successor is { } next ? $", successor {next}" : "")}"
        : "";

    private static string Access(ReaderView reading, string owner) => reading.MayRead
        ? $"you may read it{string.Concat(reading.Filters.Select(filter => $", only rows whose {filter.Column} is {string.Join(" or ", filter.Values)} (rule {filter.Rule})"))}"
        : reading.DeniedBy is { } rule ? $"you may not read it: rule {rule} refuses it, and no grant changes that; ask {owner} about the rule"
        : $"you may not read it: {reading.Reason} mesh access request asks for it";

    private static string Text(SloStatus objective, DateTimeOffset now) => string.Join(
        '\t',
        SloText.Of(objective.Objective).ToLowerInvariant(),
        SloText.Of(objective.State),
        VisibleText.Line(SloText.Promise(objective)),
        VisibleText.Line(SloText.Now(objective)),
        SloText.Window(objective, now));

    private static string Text(ColumnDefinition column, ReaderView reading) => string.Join(
        '\t',
        column.Name,
        column.Type + (column.Required ? ", required" : ""),
        Seen(reading, reading.Columns.FirstOrDefault(seen => seen.Name == column.Name)),
        column.Tags.Count == 0 ? "-" : string.Join(", ", column.Tags),
        VisibleText.Line(column.Description));

    private static string Seen(ReaderView reading, ReaderColumn? column) =>
        !reading.MayRead ? "nothing"
        : column?.Mask is not { } mask ? "clear"
        : $"masked: {mask}, {(column.Rule == EffectiveColumn.NotGranted ? "no grant of yours names it" : $"rule {column.Rule}")}{(column.LiftedByGrant ? ", a grant shows it" : "")}";
}
