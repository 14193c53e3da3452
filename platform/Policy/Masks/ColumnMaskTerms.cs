using System.Globalization;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Masks;

/// <summary>Reads the settings of masks that have some: the keys other than <c>kind</c>.</summary>
internal static class ColumnMaskTerms
{
    /// <summary><c>{ kind: partial, show_last: 4 }</c>, or <c>{ kind: partial, as: email }</c>.</summary>
    public static ColumnMask? Partial(YamlScalar kind, YamlSection? terms, YamlIssues issues)
    {
        var form = terms?.Word<PartialForm>("as");
        var number = terms?.Scalar("show_last", "a whole number");
        if (form is not null && number is not null)
        {
            issues.Error(number, "mask.both", "The mask partial says how many characters it shows and what the text is.", "Keep show_last or as.");
            return null;
        }

        if (form is { } known)
        {
            return new PartialFormMask(known);
        }

        if (int.TryParse(number?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var shown) && shown is >= 1 and <= PartialMask.MaxShown)
        {
            return new PartialMask(shown);
        }

        if (terms?.Find("as") is null)
        {
            issues.Error(
                number ?? kind, "mask.show_last", "The mask partial does not say how many characters it shows.",
                $"Write \"mask: {{ kind: partial, show_last: 4 }}\", with 1 to {PartialMask.MaxShown}, or \"mask: {{ kind: partial, as: email }}\".");
        }

        return null;
    }

    /// <summary><c>{ kind: bucket, size: 10 }</c>.</summary>
    public static ColumnMask? Bucket(YamlScalar kind, YamlSection? terms, YamlIssues issues)
    {
        var number = terms?.Scalar("size", "a whole number");
        if (long.TryParse(number?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= BucketMask.MaxSize)
        {
            return new BucketMask(size);
        }

        issues.Error(number ?? kind, "mask.size", "The mask bucket does not say how large a bucket is.", "Write \"mask: { kind: bucket, size: 10 }\", with a whole number.");
        return null;
    }

    /// <summary><c>{ kind: constant, value: unknown }</c>.</summary>
    public static ColumnMask? Constant(YamlScalar kind, YamlSection? terms, YamlIssues issues)
    {
        if (terms?.Scalar("value") is { } value)
        {
            return new ConstantMask(value.Text);
        }

        issues.Error(kind, "mask.value", "The mask constant does not say which value takes the place of others.", "Write \"mask: { kind: constant, value: unknown }\".");
        return null;
    }
}
