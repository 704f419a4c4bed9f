using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Features;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Recovery;

/// <summary><c>/konto/sicherheit/codes</c>: makes the recovery codes, shows them once, and hands them out as file or to print.</summary>
internal static class RecoveryCodeRoutes
{
    public const string Address = SecurityRoutes.Address + "/codes";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.Low);
        own.MapPage("", static async (IActor actor, AccountLevels levels, CancellationToken ct) =>
        {
            var level = await levels.FindAsync(actor.AccountId!.Value, ct);
            return PageResult.Of<RecoveryCodesPage>(new { Codes = (IReadOnlyList<string>)[], Left = level?.RecoveryCodes ?? 0, IsDemo = level?.IsDemo ?? false });
        });
        own.MapForm("", static async (HttpContext http, IActor actor, AccountLevels levels, RecoveryCodes codes, CancellationToken ct) =>
        {
            var account = actor.AccountId!.Value;
            if (await levels.FindAsync(account, ct) is { IsDemo: true })
                return PageResult.Refused(Refusal.Conflict("passkey.demo-staff", "Personen der Vorführung haben keine Passkeys."));
            var made = await codes.MakeAsync(account, ct);
            http.Response.Headers.CacheControl = "no-store";
            return PageResult.Of<RecoveryCodesPage>(new { Codes = made, Left = made.Count, IsDemo = false });
        }).RequireSensitive(SensitiveAction.ChangeRecovery);
        own.MapWayBack("/datei", Address);

        // The codes are not stored, so the page hands back what it shows; anything else is not put into a file.
        own.MapForm("/datei", static (HttpContext http, IFormCollection form, ITexts texts, LetterPdf pdf) =>
        {
            string[] codes = [.. form["codes"].OfType<string>().Where(IsCode).Take(RecoveryCodes.Count)];
            if (codes.Length != RecoveryCodes.Count)
                return PageResult.SeeOther(Address);
            http.Response.Headers.CacheControl = "no-store";
            var words = texts.For(http.Language());
            return form["aktion"] == "pdf"
                ? TypedResults.File(pdf.ToBytes(Sheet(words, codes)), "application/pdf", "rathaus-codes.pdf")
                : TypedResults.File(
                    Encoding.UTF8.GetBytes($"{words["identity.codes.title"]}\n{words["identity.codes.keep"]}\n\n{string.Join('\n', codes)}\n"),
                    "text/plain; charset=utf-8", "rathaus-codes.txt");
        });
    }

    private static bool IsCode(string text) => text.Length == (RecoveryCodes.Groups * 5) - 1 && AccessSecret.Normalise(text).Length == RecoveryCodes.Groups * 4;

    private static LetterDocument Sheet(Texts words, IReadOnlyList<string> codes) => new()
    {
        Title = words["identity.codes.title"],
        Language = words.Language,
        Blocks =
        [
            new HeadingBlock(1, words["identity.codes.title"]),
            new ParagraphBlock(words["identity.codes.keep"]),
            new ListBlock(
                Ordered: true,
                [.. codes.Select(code => (IReadOnlyList<LetterBlock>)[new ParagraphBlock(new InlineText([new TextRun(code, Code: true)]))])]),
            new ParagraphBlock(words["identity.codes.once"]),
        ],
    };
}
