namespace MeshStarter.EmbeddedPostgres;

/// <summary>The log lines of this room; their ids are 2700 and on.</summary>
internal static partial class Log
{
    [LoggerMessage(2700, LogLevel.Information, "PostgreSQL {Version} answers on port {Port} with {Databases} databases; data in {Folder}")]
    public static partial void Ready(this ILogger logger, string version, int port, int databases, string folder);

    [LoggerMessage(2701, LogLevel.Warning, "PostgreSQL's data and binaries are outside the repository, in {Folder}, because user {User}, who runs the server, cannot reach {DataFolder}. Remove them with: {Command}")]
    public static partial void IsOutside(this ILogger logger, string folder, string user, string dataFolder, string command);

    [LoggerMessage(2702, LogLevel.Information, "Ended a server that an earlier run left (process {Process})")]
    public static partial void EndedLeftover(this ILogger logger, int process);

    [LoggerMessage(2703, LogLevel.Warning, "PostgreSQL: {Text}")]
    public static partial void ServerReported(this ILogger logger, string text);

    [LoggerMessage(2704, LogLevel.Information, "The superuser's password was changed to the one in the settings")]
    public static partial void PasswordReset(this ILogger logger);

    [LoggerMessage(2705, LogLevel.Information, "PostgreSQL stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(2706, LogLevel.Warning, "PostgreSQL did not stop in time and was ended by force; its data is safe, and the next start recovers it")]
    public static partial void StoppedByForce(this ILogger logger);

    [LoggerMessage(2707, LogLevel.Critical, "The server's owner failed")]
    public static partial void Failed(this ILogger logger, Exception defect);
}
