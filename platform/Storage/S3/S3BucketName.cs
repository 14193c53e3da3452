namespace MeshStarter.Platform.Storage.S3;

/// <summary>Validates the name of a bucket (Amazon S3 user guide, "General purpose bucket naming rules").</summary>
public static class S3BucketName
{
    /// <summary>Whether a text can be a bucket's name.</summary>
    public static bool IsOne(string name) =>
        name is { Length: >= 3 and <= 63 } && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') && !name.Contains("..", StringComparison.Ordinal);
}
