namespace MeshStarter.Contracts.Yaml;

/// <summary>A part of a YAML document that knows its place. The cases are scalar, sequence and mapping.</summary>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Path">The keys that lead to it, <c>schema[2].type</c>; empty for the document itself.</param>
public abstract record YamlNode(int Line, string Path);

/// <summary>A text, number, boolean or nothing, as it was written.</summary>
/// <param name="Text">The text, without quotes and escapes.</param>
/// <param name="IsPlain">Whether it is without quotes, so that <c>true</c> is a boolean and <c>~</c> is nothing.</param>
/// <param name="Line">See <see cref="YamlNode"/>.</param>
/// <param name="Path">See <see cref="YamlNode"/>.</param>
public sealed record YamlScalar(string Text, bool IsPlain, int Line, string Path) : YamlNode(Line, Path)
{
    /// <summary>Whether it is nothing: a key without a value, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
/// <param name="Items">The entries in order.</param>
/// <param name="Line">See <see cref="YamlNode"/>.</param>
/// <param name="Path">See <see cref="YamlNode"/>.</param>
public sealed record YamlSequence(IReadOnlyList<YamlNode> Items, int Line, string Path) : YamlNode(Line, Path);

/// <summary>Keys with values; no key is there twice.</summary>
/// <param name="Entries">The entries in order.</param>
/// <param name="Line">See <see cref="YamlNode"/>.</param>
/// <param name="Path">See <see cref="YamlNode"/>.</param>
public sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, int Line, string Path) : YamlNode(Line, Path);

/// <summary>One key of a mapping.</summary>
/// <param name="Key">The key.</param>
/// <param name="Line">The line of the key, from 1; the value may begin later.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(string Key, int Line, YamlNode Value);
