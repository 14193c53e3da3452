using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Stores each session in a file of its own, for one process of the portal.</summary>
internal sealed class FolderSessionStore(DirectoryInfo folder, SessionText text, SessionTurns turns, TimeProvider time) : ISessionStore
{
    private const string Extension = ".session";

    /// <inheritdoc/>
    public async Task AddAsync(SignInSession session, CancellationToken cancellationToken)
    {
        folder.Create();
        var now = time.GetUtcNow();
        var oldest = (now - (session.Until - now) - TimeSpan.FromDays(1)).UtcDateTime;
        // A file is written last within its session's life. One that was not moved to its place has more after the extension.
        foreach (var old in folder.EnumerateFiles($"*{Extension}*").Where(file => file.LastWriteTimeUtc < oldest))
        {
            old.Delete();
        }

        await WriteAsync(session, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SignInSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return text.Read(id, await File.ReadAllBytesAsync(PathOf(id), cancellationToken));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<SignInSession?> ChangeAsync(string id, Func<SignInSession, Task<SignInSession?>> change, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(id, cancellationToken);
        if (await FindAsync(id, cancellationToken) is not { } session)
        {
            return null;
        }

        var changed = await change(session);
        if (changed is null)
        {
            File.Delete(PathOf(id));
        }
        else if (changed != session)
        {
            // Also for a reader who has left: the provider has used up the refresh token.
            await WriteAsync(changed, CancellationToken.None);
        }

        return changed;
    }

    private async Task WriteAsync(SignInSession session, CancellationToken cancellationToken)
    {
        var path = PathOf(session.Id);
        var written = $"{path}.{Guid.NewGuid():N}";
        await using (var file = OwnerFile.Open(written, FileMode.CreateNew, FileShare.None))
        {
            await file.WriteAsync(text.Write(session), cancellationToken);
        }

        File.Move(written, path, overwrite: true);
    }

    private string PathOf(string id) => Path.Combine(folder.FullName, SessionText.NameOf(id) + Extension);
}
