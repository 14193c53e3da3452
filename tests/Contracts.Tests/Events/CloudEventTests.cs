using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Tests.Events;

public sealed class CloudEventTests
{
    private static readonly CloudEvent Full = new()
    {
        Id = "0000000000000042::0f8fad5b-d9cb-469f-a165-70867728950e",
        Source = "/orders/fact_order_events",
        Type = "orders.fact_order_events",
        Subject = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        Time = new DateTimeOffset(2026, 1, 31, 12, 30, 0, 250, TimeSpan.FromHours(2)),
        DataContentType = "application/json",
        DataSchema = "urn:mesh:schema:orders.fact_order_events:1.0.0",
        Data = Element("""{"event_type":"placed","total":"12.30"}"""),
        Extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["partitionkey"] = Element("\"a\""), ["sequence"] = Element("42") },
    };

    [Fact]
    public void Batch_has_the_form_of_the_standard_and_reads_back()
    {
        var bytes = CloudEventBatch.Serialize([Full, new CloudEvent { Id = "1", Source = "/a", Type = "t" }]);
        Assert.Equal(
            """
            [{"specversion":"1.0","id":"0000000000000042::0f8fad5b-d9cb-469f-a165-70867728950e","source":"/orders/fact_order_events","type":"orders.fact_order_events","subject":"7c9e6679-7425-40de-944b-e07fc1f90ae7","time":"2026-01-31T10:30:00.250000Z","datacontenttype":"application/json","dataschema":"urn:mesh:schema:orders.fact_order_events:1.0.0","partitionkey":"a","sequence":42,"data":{"event_type":"placed","total":"12.30"}},{"specversion":"1.0","id":"1","source":"/a","type":"t"}]
            """,
            Encoding.UTF8.GetString(bytes));
        Assert.Equal(bytes, CloudEventBatch.Serialize(CloudEventBatch.Parse(bytes)));
        Assert.Equal(Full.Time, CloudEventBatch.Parse(bytes)[0].Time);
    }

    [Fact]
    public void Batch_may_be_empty()
    {
        Assert.Equal("[]"u8.ToArray(), CloudEventBatch.Serialize([]));
        Assert.Empty(CloudEventBatch.Parse("[]"u8));
    }

    [Fact]
    public void Data_null_is_not_the_absence_of_data_and_an_attribute_that_is_null_is_absent()
    {
        Assert.Null(Read("""{"specversion":"1.0","id":"1","source":"/a","type":"t"}""").Data);
        Assert.Equal(JsonValueKind.Null, Read("""{"specversion":"1.0","id":"1","source":"/a","type":"t","data":null}""").Data!.Value.ValueKind);

        var read = Read("""{"specversion":"1.0","id":"1","source":"/a","type":"t","subject":null,"comment":null,"data_base64":null}""");
        Assert.Null(read.Subject);
        Assert.Empty(read.Extensions);
    }

    [Theory]
    [InlineData("[]", "A CloudEvent is a JSON object.")]
    [InlineData("""{"id":"1","source":"/a","type":"t"}""", "CloudEvent's specversion is nothing; only \"1.0\" is read.")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/a","type":"t"}""", "CloudEvent's specversion is \"0.3\"; only \"1.0\" is read.")]
    [InlineData("""{"specversion":"1.0","source":"/a","type":"t"}""", "CloudEvent lacks id.")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/a","type":"t"}""", "CloudEvent's id is empty.")]
    [InlineData("""{"specversion":"1.0","id":1,"source":"/a","type":"t"}""", "CloudEvent's id is a Number; it is a text.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","type":"u"}""", "CloudEvent has \"type\" twice.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","data_base64":"AQID"}""", "CloudEvent has data_base64; only data that is JSON is read, in data.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"yesterday"}""", "CloudEvent's time \"yesterday\" is not an RFC 3339 timestamp.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","Comment":"x"}""", "CloudEvent's attribute \"Comment\" is not named in lower-case letters and digits.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","extra":{"a":1}}""", "CloudEvent's attribute \"extra\" is neither a text nor a 32-bit whole number nor a boolean.")]
    public void Event_that_breaks_the_form_is_refused_by_attribute(string json, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<JsonException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static CloudEvent Read(string json) => JsonSerializer.Deserialize<CloudEvent>(json, MeshJson.Options)!;

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
