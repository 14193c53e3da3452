using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Yaml;

public sealed partial class YamlSection
{
    /// <summary>One of an enum's words; null when it is absent or something else.</summary>
    public TEnum? Word<TEnum>(string key)
        where TEnum : struct, Enum => Scalar(key) is { } scalar ? WordOf<TEnum>(scalar) : null;

    /// <summary>A list of an enum's words without repetition; null when it is absent.</summary>
    public IReadOnlyList<TEnum>? Words<TEnum>(string key)
        where TEnum : struct, Enum =>
        Texts(key) is { } scalars ? [.. scalars.Select(WordOf<TEnum>).OfType<TEnum>()] : null;

    private TEnum? WordOf<TEnum>(YamlScalar scalar)
        where TEnum : struct, Enum
    {
        if (WireNames.TryParse<TEnum>(scalar.Text, out var value))
        {
            return value;
        }

        issues.Unknown(scalar, "is not known here.", WireNames.All<TEnum>());
        return null;
    }
}
