using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>referential</c>: a column's value, where there is one, exists in a column of another product.</summary>
/// <param name="Column">The column of this product.</param>
/// <param name="ToProduct">The other product.</param>
/// <param name="ToColumn">Its column.</param>
public sealed record ReferentialCheck(string Column, DataProductId ToProduct, string ToColumn) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "referential";

    /// <inheritdoc/>
    public override string Summary => $"{Column} in {Target}";

    internal override object Terms => new Form(Column, Target);

    private string Target => $"{ToProduct}.{ToColumn}";

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var column = SqlIdentifier.Quote(Column);
        return batch.Rows.Referenced(ToProduct, ToColumn) is { } values
            ? new CheckTest.OfRows(
                $"SELECT this.* FROM this ANTI JOIN (SELECT {SqlIdentifier.Quote(ToColumn)} AS referenced FROM ({values})) AS there ON this.{column} = there.referenced WHERE this.{column} IS NOT NULL",
                $"{Column} is not in {Target}")
            : new CheckTest.OfBatch(_ => $"{Target} cannot be read here.");
    }

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) =>
        earlier is ReferentialCheck was && was.ToProduct == ToProduct && was.ToColumn == ToColumn;

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: order_id, to: orders.orders.order_id }", terms =>
        section.Reference(terms) is { } read ? new ReferentialCheck(read.Column, read.Product, read.Target) : null);

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, to) = Parsed<Form>(terms);
        return ReferentialTarget.TryParse(to, out var product, out var target)
            ? new ReferentialCheck(column, product, target)
            : throw new JsonException($"{Quoted.Text(to)} is not a column of a product: domain.product.column.");
    }

    internal static JsonObject Schema() => Keys(
        ("column*", ValueForms.Column()),
        ("to*", Filled().Says("The other column: domain.product.column.")))
        .Says("A value is one of a column of another product.");

    private sealed record Form(string Column, string To);
}
