namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource wrote.</summary>
/// <param name="LineNumber">Its number, from 1.</param>
/// <param name="Content">RFC 3339 time, a space, and the text.</param>
/// <param name="IsErrorMessage">Whether it came by standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
