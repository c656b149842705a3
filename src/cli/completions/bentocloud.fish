# Completion of bentocloud for fish: asks the program itself.
function __bentocloud_complete
    set -l word (string unescape -- (commandline -ct); or commandline -ct)
    set -l words (commandline -opc) "$word"
    for line in (bentocloud complete -- $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$word")
        else
            echo $line
        end
    end
end
complete -c bentocloud -f -a '(__bentocloud_complete)'
