using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Rest;
using MeshStarter.Sdk.Ports.Stream;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>The ports of a domain mask as the table of masks says, and hash with one key.</summary>
[Trait("Category", "Quick")]
public sealed class MaskCaseTests
{
    private static readonly PseudonymKey Key = PseudonymKey.Of(new byte[PseudonymKey.SecretBytes], "ports");
    private static readonly Principal Ana = new("ana", "analytics", ["analyst"], []) { Claims = new Dictionary<string, IReadOnlyList<string>> { ["region"] = ["SP"] } };

    public static TheoryData<PortType> Ports => new(Enum.GetValues<PortType>());

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task Port_masks_as_the_table_says(PortType port)
    {
        var product = Product(MaskCases.Schema);
        var decision = Decide(product, MaskCases.Rules);
        using var reader = new SnapshotReader(Key);
        var seen = port switch
        {
            PortType.Stream => Event(product, decision, MaskCases.Row)!.Value,
            PortType.Table => Assert.Single(await reader.RowsAsync(decision.VisibleRows(MaskCases.RowSql, product.Schema), CancellationToken.None)),
            PortType.Rest => Assert.Single(await reader.RowsAsync(RestQuery.Read(new QueryCollection(), product.Schema).Query!.Sql(MaskCases.RowSql, product, decision), CancellationToken.None)),
            _ => throw new NotSupportedException($"Read here how a row is shown at the port {port}."),
        };

        Assert.All(MaskCases.All.Values, each => Assert.True(each.IsMasked(seen.GetProperty(each.Column)), $"{each.Mask} of {each.Value} is {seen.GetProperty(each.Column)}, not {each.Masked}."));
    }

    [Fact]
    public async Task Ports_of_a_domain_give_the_same_hashes()
    {
        var product = Product([new ColumnDefinition { Name = "id", Type = ColumnType.Parse("UUID") }, new ColumnDefinition { Name = "email", Type = PrimitiveType.Text }]);
        var decision = Decide(product, [$"- {{ id: h, description: d, effect: mask, columns: {{ names: [id, email] }}, mask: hash, when: everyone }}"]);
        using var reader = new SnapshotReader(Key);

        var table = Assert.Single(await reader.RowsAsync(decision.VisibleRows("SELECT '7c9e6679-7425-40de-944b-e07fc1f90ae7'::UUID AS id, 'ana@example.com' AS email", product.Schema), CancellationToken.None));
        var stream = Event(product, decision, JsonElement.Parse("""{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","email":"ana@example.com"}"""))!.Value;

        Assert.Equal(table.GetRawText(), stream.GetRawText());
        Assert.Equal(Key.Hash("ana@example.com"), table.GetProperty("email").GetString());
    }

    [Fact]
    public async Task Rows_by_claim_are_the_same_at_each_port()
    {
        var product = Product([new ColumnDefinition { Name = "region", Type = PrimitiveType.Text }, new ColumnDefinition { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)") }]);
        var decision = Decide(product, ["- { id: f, description: d, effect: filter, keep: { column: region, claim: region }, when: everyone }", "- { id: g, description: d, effect: filter, keep: { column: total, values: [1.5] }, when: everyone }"]);
        using var reader = new SnapshotReader(Key);

        var table = await reader.RowsAsync(decision.VisibleRows("SELECT * FROM (VALUES ('SP', 1.50::DECIMAL(18,2)), ('SP', 2.5), ('RJ', 1.5), (NULL, 1.5)) t(region, total)", product.Schema), CancellationToken.None);

        Assert.Equal("""{"region":"SP","total":"1.50"}""", Assert.Single(table).GetRawText());
        Assert.NotNull(Event(product, decision, JsonElement.Parse("""{"region":"SP","total":"1.50"}""")));
        Assert.Null(Event(product, decision, JsonElement.Parse("""{"region":"SP","total":"2.50"}""")));
        Assert.Null(Event(product, decision, JsonElement.Parse("""{"region":"RJ","total":"1.50"}""")));
    }

    [Theory]
    [InlineData("nullify")]
    [InlineData("hash")]
    public void Event_has_no_masked_value_of_its_row_in_any_part(string mask)
    {
        var product = Product([new ColumnDefinition { Name = "event_id", Type = ColumnType.Parse("UUID") }, new ColumnDefinition { Name = "occurred_at", Type = ColumnType.Parse("TIMESTAMP") }]);
        var decision = Decide(product, [$"- {{ id: i, description: d, effect: mask, columns: {{ names: [event_id] }}, mask: {mask}, when: everyone }}", "- { id: t, description: d, effect: mask, columns: { names: [occurred_at] }, mask: year, when: everyone }"]);
        var (id, time) = (Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"), new DateTimeOffset(2017, 10, 2, 10, 56, 33, TimeSpan.Zero));
        var row = new ProductContract(product, Guid.Empty).Entry(new { event_id = id, occurred_at = time }, TimeProvider.System);
        var entry = new OutboxEvent(42, row.EventId, row.Subject, row.OccurredAt, row.Data, null);
        var deleted = new ProductContract(product, Guid.Empty).Delete(new { event_id = id }, TimeProvider.System);

        var seen = Event(product, decision, entry)!;
        var gone = Event(product, decision, new OutboxEvent(43, deleted.EventId, deleted.Subject, deleted.OccurredAt, null, null) { Key = deleted.Data })!;

        var text = Encoding.UTF8.GetString(CloudEventBatch.Serialize([seen, gone]));
        Assert.DoesNotContain(id.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(deleted.EventId.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("10:56:33", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2017-10", text, StringComparison.Ordinal);
        Assert.StartsWith("0000000000000042::", seen.Id, StringComparison.Ordinal);
        Assert.Equal(seen.Id, Event(product, decision, entry)!.Id);
        Assert.Equal((new FeedPosition(42, id).ToString(), time), Event(product, Decide(product, []), entry) is { } open ? (open.Id, open.Time) : default);
    }

    private static JsonElement? Event(DataProductDescriptor product, PolicyDecision decision, JsonElement row) =>
        Event(product, decision, new OutboxEvent(1, Guid.NewGuid(), null, DateTimeOffset.UnixEpoch, row.GetRawText(), null))?.Data;

    private static CloudEvent? Event(DataProductDescriptor product, PolicyDecision decision, OutboxEvent entry) =>
        new EventForm(new OwnProduct(product, "", ""), decision, Key).Of(entry, new Dictionary<Guid, string>());

    private static DataProductDescriptor Product(IReadOnlyList<ColumnDefinition> schema) => new() { Name = MaskCases.Product, Owner = "orders-team@example.org", Schema = schema };

    private static PolicyDecision Decide(DataProductDescriptor product, IEnumerable<string> rules) => PolicyEngine.Decide(
        PolicyBundle.Parse("version: 1\naccess:\n  - { id: all, description: d, effect: permit, actions: [read], when: everyone }\n" + string.Concat(rules.Select(rule => $"  {rule}\n")) + "registration: []\n", "bundle.yaml"),
        Ana,
        PolicyAction.Read,
        PolicyResource.FromDescriptor(product));
}
