namespace Aspire.Hosting.Processes;

/// <summary>A program to start, with its whole environment.</summary>
internal sealed record ChildCommand(
    string FileName,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment);
