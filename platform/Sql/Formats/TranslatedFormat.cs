namespace MeshStarter.Platform.Sql.Formats;

/// <summary>A format of dates in the engine's form.</summary>
/// <param name="Text">The engine's format; null where a part has no counterpart.</param>
/// <param name="Refused">The part without one; null where each has one.</param>
internal readonly record struct TranslatedFormat(string? Text, string? Refused);
