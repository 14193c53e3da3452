namespace MeshStarter.EmbeddedPostgres;

/// <summary>
/// The server must not start like this. The message is the line the operator reads on stderr: it names the setting or folder,
/// what is wrong with it, and the fix. The process ends with exit code 1.
/// </summary>
internal sealed class StartRefusedException : Exception
{
    public StartRefusedException(string message) : base(message)
    {
    }

    public StartRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
