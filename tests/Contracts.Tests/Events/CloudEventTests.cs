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
        Data = JsonElement.Parse("""{"event_type":"placed","total":"12.30"}"""),
    };

    [Fact]
    public void Batch_has_the_form_of_the_standard_and_reads_back()
    {
        var deleted = new CloudEvent { Id = "1", Source = "/a", Type = "t", Time = DateTimeOffset.UnixEpoch, Deleted = true, DeletedKey = """{"n":1}""" };

        var bytes = CloudEventBatch.Serialize([Full, deleted, new CloudEvent { Id = "2", Source = "/a", Type = "t" }]);

        Assert.Equal(
            """
            [{"specversion":"1.0","id":"0000000000000042::0f8fad5b-d9cb-469f-a165-70867728950e","source":"/orders/fact_order_events","type":"orders.fact_order_events","subject":"7c9e6679-7425-40de-944b-e07fc1f90ae7","time":"2026-01-31T10:30:00.250000Z","datacontenttype":"application/json","dataschema":"urn:mesh:schema:orders.fact_order_events:1.0.0","data":{"event_type":"placed","total":"12.30"}},{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"1970-01-01T00:00:00Z","deleted":true,"deletedkey":"{\"n\":1}"},{"specversion":"1.0","id":"2","source":"/a","type":"t"}]
            """,
            Encoding.UTF8.GetString(bytes));
        var read = CloudEventBatch.Parse(bytes);
        Assert.Equal(bytes, CloudEventBatch.Serialize(read));
        Assert.Equal(Full.Time, read[0].Time);
        Assert.Equal([false, true, false], read.Select(each => each.IsDelete));
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
        var withNull = Read("""{"specversion":"1.0","id":"1","source":"/a","type":"t","deleted":true,"data":null}""");
        Assert.Equal(JsonValueKind.Null, withNull.Data!.Value.ValueKind);
        Assert.False(withNull.IsDelete);
        Assert.EndsWith("\"data\":null}]", Encoding.UTF8.GetString(CloudEventBatch.Serialize([withNull])), StringComparison.Ordinal);

        var read = Read("""{"specversion":"1.0","id":"1","source":"/a","type":"t","subject":null,"time":null,"deleted":null}""");
        Assert.Equal((null, null, false), (read.Subject, read.Time, read.IsDelete));
    }

    [Theory]
    [InlineData("2026-01-31T12:30:00")]
    [InlineData("2026-01-31t12:30:00z")]
    [InlineData("2026-01-31T14:30:00+02:00")]
    public void Time_without_an_offset_is_of_UTC(string time) =>
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero), Read($$"""{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"{{time}}"}""").Time);

    [Fact]
    public void Extension_of_a_newer_mesh_is_ignored() =>
        Assert.Equal("1", Read("""{"specversion":"1.0","id":"1","source":"/a","type":"t","sequence":42,"trace":{"a":[1]}}""").Id);

    [Fact]
    public void Row_with_an_empty_text_as_its_key_has_an_event() =>
        Assert.Equal("", CloudEventBatch.Parse(CloudEventBatch.Serialize([Full with { Subject = "" }]))[0].Subject);

    [Theory]
    [InlineData("""[]""", "$")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/a","type":"t"}""", "specversion: \"0.3\" is not read; only \"1.0\" is.")]
    [InlineData("""{"id":"1","source":"/a","type":"t"}""", "'specversion'")]
    [InlineData("""{"specversion":"1.0","source":"/a","type":"t"}""", "'id'")]
    [InlineData("""{"specversion":"1.0","id":null,"source":"/a","type":"t"}""", "$.id")]
    [InlineData("""{"specversion":"1.0","id":1,"source":"/a","type":"t"}""", "$.id")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","type":"u"}""", "'type'")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"yesterday"}""", "time: is not an RFC 3339 timestamp")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"2026-01-31"}""", "time: is not an RFC 3339 timestamp")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/a","type":"t","time":5}""", "time: is not an RFC 3339 timestamp")]
    public void Event_that_breaks_the_form_is_refused_by_attribute(string json, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<JsonException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static CloudEvent Read(string json) => JsonSerializer.Deserialize<CloudEvent>(json, MeshJson.Options)!;
}
