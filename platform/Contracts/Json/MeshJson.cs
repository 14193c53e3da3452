using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MeshStarter.Contracts.Json;

/// <summary>The JSON of everything of the mesh's own, on the wire and in files.</summary>
public static class MeshJson
{
    /// <summary>The options, read only and shared.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Gives the same rules to options that a framework made (ASP.NET Core's, an HTTP client's).</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RequireWhatCannotBeNull).WithAddedModifier(NullElements.Refuse);
        options.MaxDepth = 64;
        // Never embedded in HTML as it is; texts of people stay readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }

    // The serializer's own switch also requires parameters that may be null, which are left out when they are.
    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { Set: not null, AssociatedParameter: { IsNullable: false, HasDefaultValue: false } })
            {
                property.IsRequired = true;
            }
        }
    }
}
