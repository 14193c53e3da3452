using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Contracts.Exports;

/// <summary>
/// A contract by the Open Data Contract Standard 3.1.0 (bitol-io/open-data-contract-standard, odcs-json-schema-v3.1.0.json). What the standard has no
/// member for is in <c>customProperties</c>, because its schema refuses unknown members.
/// </summary>
internal static class OdcsContract
{
    public static JsonObject Of(ProductDetails product)
    {
        var contract = new JsonObject
        {
            ["apiVersion"] = "v3.1.0",
            ["kind"] = "DataContract",
            ["id"] = $"urn:mesh:{product.Name}",
            ["name"] = product.Name.ToString(),
            ["version"] = product.Version.ToString(),
            ["status"] = Status(product.Lifecycle?.State),
            ["domain"] = product.Name.Domain,
            ["dataProduct"] = product.Name.ToString(),
        };
        if (product.Description.Length > 0)
        {
            contract["description"] = new JsonObject { ["purpose"] = product.Description };
        }

        contract["servers"] = new JsonArray([.. product.Ports.Select(port => new JsonObject { ["server"] = WireNames.Of(port.Type), ["type"] = "api", ["location"] = port.Url })]);
        contract["schema"] = new JsonArray(OdcsSchema.Of(product));
        if (ServiceLevels(product).ToArray() is { Length: > 0 } levels)
        {
            contract["slaProperties"] = new JsonArray(levels);
        }

        contract["team"] = new JsonObject { ["name"] = product.Name.Domain, ["members"] = new JsonArray([.. Members(product)]) };
        contract["support"] = new JsonArray(EmailAddress.IsForm(product.Owner)
            ? new JsonObject { ["channel"] = product.Owner, ["url"] = $"mailto:{product.Owner}", ["tool"] = "email" }
            : new JsonObject { ["channel"] = product.Owner });
        contract["customProperties"] = new JsonArray([.. CustomProperties(product).Select(property => new JsonObject { ["property"] = property.Name, ["value"] = property.Value })]);
        contract["contractCreatedTs"] = product.RegisteredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return contract;
    }

    private static string Status(MajorVersionState? state) => state switch
    {
        MajorVersionState.Pending => "proposed",
        MajorVersionState.Deprecated => "deprecated",
        MajorVersionState.Retired => "retired",
        _ => "active",
    };

    private static IEnumerable<JsonNode> ServiceLevels(ProductDetails product)
    {
        if (FreshnessTarget.TryParse(product.Quality.FreshnessSla, out var freshness, out _, out _))
        {
            yield return freshness.MaxAge is { } age
                ? Lasting("freshness", age)
                : new JsonObject { ["property"] = "timeOfAvailability", ["value"] = $"{freshness.DailyBy:HH\\:mm} {freshness.TimeZone}" };
        }

        if (Percentage.TryParse(product.Quality.Availability, out var availability))
        {
            yield return new JsonObject { ["property"] = "availability", ["value"] = availability, ["unit"] = "percent" };
        }

        if (Percentage.TryParse(product.Quality.Completeness, out var completeness))
        {
            yield return new JsonObject { ["property"] = "completeness", ["value"] = completeness, ["unit"] = "percent" };
        }

        if (product.Retention is { } retention)
        {
            var level = Lasting("retention", retention.Keep);
            if (retention.By is { } column)
            {
                level["element"] = $"{product.Name.Product}.{column}";
            }

            yield return level;
        }
    }

    // In the greatest unit that needs no fraction.
    private static JsonObject Lasting(string property, TimeSpan time)
    {
        var (value, unit) = time.Ticks % TimeSpan.TicksPerDay == 0 ? (time.Ticks / TimeSpan.TicksPerDay, "d")
            : time.Ticks % TimeSpan.TicksPerHour == 0 ? (time.Ticks / TimeSpan.TicksPerHour, "h")
            : time.Ticks % TimeSpan.TicksPerMinute == 0 ? (time.Ticks / TimeSpan.TicksPerMinute, "m")
            : (time.Ticks / TimeSpan.TicksPerSecond, "s");
        return new JsonObject { ["property"] = property, ["value"] = value, ["unit"] = unit };
    }

    private static IEnumerable<JsonNode> Members(ProductDetails product)
    {
        yield return new JsonObject { ["username"] = product.Owner, ["role"] = "owner" };
        if (product.Accountable is { } person)
        {
            yield return new JsonObject { ["username"] = person.Email, ["name"] = person.Name, ["role"] = "accountable" };
        }
    }

    private static IEnumerable<(string Name, JsonNode Value)> CustomProperties(ProductDetails product)
    {
        yield return ("kind", WireNames.Of(product.Kind));
        yield return ("classification", WireNames.Of(product.Classification));
        if (product.Consumer is { } consumer)
        {
            yield return ("consumer", consumer);
        }

        if (product.Inputs.Count > 0)
        {
            yield return ("inputs", Texts(product.Inputs.Select(input => input.ToString())));
        }

        if (product.Quality.SchemaEvolution is { } evolution)
        {
            yield return ("schemaEvolution", evolution);
        }

        if (product.PartitionBy.Count > 0)
        {
            yield return ("partitionBy", Texts(product.PartitionBy.Select(term => term.ToString())));
        }

        if (product.Examples.Count > 0)
        {
            yield return ("exampleQueries", Texts(product.Examples));
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
