namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Stores sessions. What is stored is encrypted, and its key is a hash of the id: who reads the store can neither use nor read a session.</summary>
internal interface ISessionStore
{
    /// <summary>Stores a new session.</summary>
    Task AddAsync(SignInSession session, CancellationToken cancellationToken);

    /// <summary>Gets a session; null where there is none.</summary>
    Task<SignInSession?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes a session while no one else changes it.</summary>
    /// <param name="id">The session.</param>
    /// <param name="change">Gets the stored session and returns the changed one; null removes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The changed session; null where there is none.</returns>
    Task<SignInSession?> ChangeAsync(string id, Func<SignInSession, Task<SignInSession?>> change, CancellationToken cancellationToken);
}
